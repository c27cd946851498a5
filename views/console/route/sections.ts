/** The parts of a route's page: each is read by itself and changed by itself. */
export const SECTIONS = ['where', 'price', 'callers', 'failure', 'browsers', 'headers', 'secret'] as const
export type Section = (typeof SECTIONS)[number]
