import { isAmount } from './money.ts'

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Whether a text is the code of a currency, as ISO 4217 and `Intl` know it: `USD`. */
export const isCurrency = (text: string): boolean => CURRENCIES.has(text)

/** How many digits the minor units of a currency take: 2 of USD, none of JPY. */
const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** The minor units that a decimal text names, exactly: `29.00` of USD is 2900. Null when it is no amount of that currency. */
export function minorOf(text: string, currency: string): number | null {
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d+))?$/.exec(text.trim()) ?? []
  const digits = digitsOf(currency)
  if (whole === undefined || fraction.length > digits) return null
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  return isAmount(minor) ? minor : null
}

/** Minor units as the decimal text that `minorOf` reads: 2900 of USD is `29.00`. */
export function decimalOf(minor: number, currency: string): string {
  const digits = digitsOf(currency)
  if (digits === 0) return String(minor)
  const text = String(minor).padStart(digits + 1, '0')
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`
}
