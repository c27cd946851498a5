import type { Locale } from '../../src/domain/people/people.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Numbers, money and times as a language writes them. Times are UTC. */
export interface Format {
  number(value: number): string
  /** 1200 -> 1.2k, where room is short. */
  compact(value: number): string
  money(minor: number, currency: string): string
  /** 20 Nov 2026 */
  date(ms: number): string
  /** 20 Nov */
  day(ms: number): string
  /** Fri 20 */
  weekday(ms: number): string
  /** 14:03 */
  hour(ms: number): string
  /** 14:03:22 */
  time(ms: number): string
  /** 20 Nov 2026, 14:03 UTC */
  moment(ms: number): string
  /** November 2026 */
  month(ms: number): string
  /** in 9 days, 3 hours ago */
  relative(ms: number, now: number): string
  /** NO -> Norway; what is no country stays as it is. */
  country(code: string): string
  /** 84 ms, 10.0 s */
  took(ms: number): string
}

function make(tag: string, compactTag: string): Format {
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', hourCycle: 'h23', ...options })
    return (ms: number) => format.format(ms)
  }
  const number = new Intl.NumberFormat(tag)
  const compact = new Intl.NumberFormat(compactTag, { notation: 'compact', maximumFractionDigits: 1 })
  const seconds = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const regions = new Intl.DisplayNames([tag], { type: 'region' })
  const moment = dates({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
  return {
    number: (value) => number.format(value),
    compact: (value) => compact.format(value).replace('K', 'k'),
    money: (minor, currency) => {
      const format = new Intl.NumberFormat(compactTag, { style: 'currency', currency })
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
    },
    date: dates({ day: 'numeric', month: 'short', year: 'numeric' }),
    day: dates({ day: 'numeric', month: 'short' }),
    weekday: dates({ weekday: 'short', day: 'numeric' }),
    hour: dates({ hour: '2-digit', minute: '2-digit' }),
    time: dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    moment: (ms) => `${moment(ms)} UTC`,
    month: dates({ month: 'long', year: 'numeric' }),
    relative: (ms, now) => {
      const away = ms - now
      const size = Math.abs(away)
      if (size < MINUTE) return relative.format(0, 'second')
      if (size < HOUR) return relative.format(Math.trunc(away / MINUTE), 'minute')
      if (size < DAY) return relative.format(Math.trunc(away / HOUR), 'hour')
      return relative.format(Math.trunc(away / DAY), 'day')
    },
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code === 'T1' ? 'Tor' : code),
    took: (ms) =>
      ms < 1 ? '<1 ms' : ms < 999.5 ? `${number.format(Math.round(ms))} ms` : `${seconds.format(ms / 1000)} s`,
  }
}

const FORMATS: Record<Locale, Format> = { en: make('en-GB', 'en-US'), zh: make('zh-CN', 'zh-CN') }

export const formatOf = (locale: Locale): Format => FORMATS[locale]
