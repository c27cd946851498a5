/**
 * Money is whole minor units of a currency, as `Intl` counts its digits. Whatever is computed in between is an exact
 * fraction; an amount comes of it by one rounding, half to even.
 */

/** More than any amount of one bill, and so little that a sum of thousands of them is still exact in a number. */
export const MOST_MINOR = 100_000_000_000

/** Whether a value is an amount that can be asked for: whole, not negative, not beyond what a bill may hold. */
export const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MOST_MINOR

/** The whole number nearest to a fraction, the even one of two that are as near. The denominator is above 0. */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new Error('a fraction of nothing')
  const negative = numerator < 0n
  const size = negative ? -numerator : numerator
  const [whole, rest] = [size / denominator, size % denominator]
  const twice = rest * 2n
  const up = twice > denominator || (twice === denominator && whole % 2n === 1n)
  const rounded = up ? whole + 1n : whole
  return negative ? -rounded : rounded
}

/** `amount × part / whole`, rounded. */
export const shareOf = (amount: number, part: number, whole: number): number =>
  Number(roundHalfEven(BigInt(amount) * BigInt(part), BigInt(whole)))

/** Parts per million of a net amount: 190,000 are 19 %. */
export const taxOn = (net: number, ppm: number): number => shareOf(net, ppm, 1_000_000)
