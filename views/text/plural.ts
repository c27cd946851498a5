/** The form of a word that English uses with a count. */
export const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many)
