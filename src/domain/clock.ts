/** UTC milliseconds since 1970. Passed in everywhere, so that tests can turn it. */
export type Clock = () => number
