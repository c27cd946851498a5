/**
 * Stripe counts in hundredths but for these, whatever `Intl` does: https://docs.stripe.com/currencies
 */
const WHOLE = /^(BIF|CLP|DJF|GNF|JPY|KMF|KRW|MGA|PYG|RWF|VND|VUV|XAF|XOF|XPF)$/
const THOUSANDTHS = /^(BHD|JOD|KWD|OMR|TND)$/

/** By how many digits Stripe's amounts are longer than ours. */
function shiftOf(currency: string): number {
  const { maximumFractionDigits: ours = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  return (WHOLE.test(currency) ? 0 : THOUSANDTHS.test(currency) ? 3 : 2) - ours
}

/** Minor units as Stripe counts them; null for an amount that it cannot be asked for. Of thousandths the last must be 0. */
export function toStripe(minor: number, currency: string): number | null {
  const shift = shiftOf(currency)
  const amount = shift < 0 ? minor / 10 ** -shift : minor * 10 ** shift
  if (!Number.isSafeInteger(amount)) return null
  return THOUSANDTHS.test(currency) && amount % 10 !== 0 ? null : amount
}

/** An amount of Stripe's in minor units. */
export function fromStripe(amount: number, currency: string): number {
  const shift = shiftOf(currency)
  return shift < 0 ? amount * 10 ** -shift : amount / 10 ** shift
}
