const MAX_CREDITS = 1_000_000_000

/** Whether a number is a cost: whole credits from 0 to 1,000,000,000. */
export const isCredits = (credits: unknown): credits is number =>
  Number.isSafeInteger(credits) && (credits as number) >= 0 && (credits as number) <= MAX_CREDITS

/** Throws RangeError for a cost that is negative, fractional, huge or no number: no balance ever rises by a charge. */
export function assertCredits(credits: number): void {
  if (!isCredits(credits)) throw new RangeError('credits must be a whole number from 0 to 1,000,000,000')
}
