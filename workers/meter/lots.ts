/** What is written in one commit, which is one row of at most 2 MB: so many calls' ends and admissions, or one that has more. */
const MOST_A_COMMIT = 300

/** Lots of about so much each, in their order. */
export function lotsOf<T>(all: readonly T[], weightOf: (one: T) => number): T[][] {
  const lots: T[][] = []
  let weight = MOST_A_COMMIT
  for (const one of all) {
    weight += weightOf(one)
    if (weight > MOST_A_COMMIT) {
      lots.push([])
      weight = weightOf(one)
    }
    lots.at(-1)?.push(one)
  }
  return lots
}
