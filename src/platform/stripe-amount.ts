/**
 * Stripe counts some currencies in other digits than ISO 4217, which `Intl` follows: https://docs.stripe.com/currencies
 */
const WHOLE = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
])
/** Without minor units, and yet written with two noughts. */
const PADDED = new Set(['ISK', 'UGX'])

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

function stripeDigits(currency: string): number {
  if (WHOLE.has(currency)) return 0
  return PADDED.has(currency) ? 2 : digitsOf(currency)
}

/** Minor units as Stripe counts them; null for an amount that it cannot be asked for. Of three digits the last must be 0. */
export function toStripe(minor: number, currency: string): number | null {
  const shift = stripeDigits(currency) - digitsOf(currency)
  const amount = shift < 0 ? minor / 10 ** -shift : minor * 10 ** shift
  if (!Number.isSafeInteger(amount)) return null
  return stripeDigits(currency) === 3 && amount % 10 !== 0 ? null : amount
}

/** An amount of Stripe's in minor units. */
export function fromStripe(amount: number, currency: string): number {
  const shift = stripeDigits(currency) - digitsOf(currency)
  return shift < 0 ? amount * 10 ** -shift : amount / 10 ** shift
}
