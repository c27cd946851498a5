import type { Locale } from '../../src/domain/people/people.ts'
import { offsetAt, UTC, zoneNamed } from '../../src/domain/time-zones.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Numbers, money and times as a language writes them. Times are those of one zone. */
export interface Format {
  number(value: number): string
  /** 1200 -> 1.2k, where room is short. */
  compact(value: number): string
  /** A share of a whole: 1.9%, 12%. */
  percent(share: number): string
  /** A change of so large a share: +12%, −3%. */
  change(share: number): string
  money(minor: number, currency: string): string
  /** 20 Nov 2026 */
  date(ms: number): string
  /** 20 Nov */
  day(ms: number): string
  /** Fri 20 */
  weekday(ms: number): string
  /** 14:03 */
  hour(ms: number): string
  /** Which hour of its day: 14. */
  hourOfDay(ms: number): number
  /** 14:03:22 */
  time(ms: number): string
  /** 20 Nov 2026, 15:03 UTC+1 */
  moment(ms: number): string
  /** 20 Nov 2026, 14:03:22 UTC, whatever the zone. */
  utc(ms: number): string
  /** November 2026 */
  month(ms: number): string
  /** Nov 2026 */
  shortMonth(ms: number): string
  /** What the zone is called above a column: Berlin. */
  zone: string
  /** in 9 days, 3 hours ago */
  relative(ms: number, now: number): string
  /** NO -> Norway; what is no country stays as it is. */
  country(code: string): string
  /** 84 ms, 10.0 s */
  took(ms: number): string
  /** 512 B, 1.2 kB, 34 MB: of a file */
  bytes(count: number): string
}

/** UTC, UTC+1, UTC+5:30 from an offset in minutes. */
export function offsetName(minutes: number): string {
  if (minutes === 0) return UTC
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${UTC}${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

// Chinese calls a zone by its place in Chinese, which Intl knows; English by the city in its name.
function zoneName(tag: string, zone: string): string {
  if (zone === UTC) return UTC
  if (!tag.startsWith('zh')) return cityOf(zone)
  const parts = new Intl.DateTimeFormat(tag, { timeZone: zone, timeZoneName: 'shortGeneric' }).formatToParts(0)
  const named = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return /^\p{Script=Han}+时间$/u.test(named) ? named.slice(0, -2) : cityOf(zone)
}

// What the zones' names of old call otherwise.
const CITIES: Record<string, string> = {
  'Africa/Asmera': 'Asmara',
  'America/Godthab': 'Nuuk',
  'Asia/Calcutta': 'Kolkata',
  'Asia/Katmandu': 'Kathmandu',
  'Asia/Rangoon': 'Yangon',
  'Asia/Saigon': 'Ho Chi Minh',
  'Europe/Kiev': 'Kyiv',
}

/** America/Argentina/Buenos_Aires -> Buenos Aires */
export const cityOf = (zone: string): string =>
  CITIES[zone] ?? zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')

type Dates = (ms: number) => string

const dates = (tag: string, timeZone: string, options: Intl.DateTimeFormatOptions): Dates => {
  // Slow to make: only when it is first asked for.
  let format: Intl.DateTimeFormat | null = null
  return (ms) => {
    format ??= new Intl.DateTimeFormat(tag, { timeZone, hourCycle: 'h23', ...options })
    return format.format(ms)
  }
}

/** What is the same in every zone. */
function inEveryZone(tag: string, compactTag: string) {
  const number = new Intl.NumberFormat(tag)
  const compact = new Intl.NumberFormat(compactTag, { notation: 'compact', maximumFractionDigits: 1 })
  const whole = new Intl.NumberFormat(tag, { style: 'percent' })
  const fine = new Intl.NumberFormat(tag, { style: 'percent', maximumSignificantDigits: 2 })
  const signed = new Intl.NumberFormat(tag, { style: 'percent', signDisplay: 'exceptZero' })
  const seconds = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const regions = new Intl.DisplayNames([tag], { type: 'region' })
  const utc = dates(tag, UTC, { ...DATE, ...TIME })
  return {
    number: (value) => number.format(value),
    compact: (value) => compact.format(value).replace('K', 'k'),
    percent: (share) => (share > 0 && share < 0.1 ? fine : whole).format(share),
    change: (share) => signed.format(share).replace('-', '−'),
    money: (minor, currency) => {
      const format = new Intl.NumberFormat(compactTag, { style: 'currency', currency })
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
    },
    utc: (ms) => `${utc(ms)} ${UTC}`,
    relative: (ms, now) => {
      const away = ms - now
      const size = Math.abs(away)
      if (size < MINUTE) return relative.format(0, 'second')
      if (size < HOUR) return relative.format(Math.trunc(away / MINUTE), 'minute')
      if (size < DAY) return relative.format(Math.trunc(away / HOUR), 'hour')
      return relative.format(Math.trunc(away / DAY), 'day')
    },
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code === 'T1' ? 'Tor' : code),
    bytes: (count) => {
      if (count < 1_000) return `${number.format(count)} B`
      const [size, unit] = count < 999_950 ? [count / 1e3, 'kB'] : [count / 1e6, 'MB']
      return `${number.format(Number(size.toFixed(size < 99.95 ? 1 : 0)))} ${unit}`
    },
    took: (ms) =>
      ms < 1 ? '<1 ms' : ms < 999.5 ? `${number.format(Math.round(ms))} ms` : `${seconds.format(ms / 1000)} s`,
  } satisfies Partial<Format>
}

const DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const
const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const

/** The times of a zone. */
function inZone(tag: string, zone: string) {
  const moment = dates(tag, zone, { ...DATE, hour: '2-digit', minute: '2-digit' })
  const hour = dates(tag, zone, { hour: '2-digit', minute: '2-digit' })
  return {
    date: dates(tag, zone, DATE),
    day: dates(tag, zone, { day: 'numeric', month: 'short' }),
    weekday: dates(tag, zone, { weekday: 'short', day: 'numeric' }),
    hour,
    hourOfDay: (ms) => Number(hour(ms).slice(0, 2)),
    time: dates(tag, zone, TIME),
    moment: (ms) => `${moment(ms)} ${offsetName(offsetAt(zone, ms))}`,
    month: dates(tag, zone, { month: 'long', year: 'numeric' }),
    shortMonth: dates(tag, zone, { month: 'short', year: 'numeric' }),
    zone: zoneName(tag, zone),
  } satisfies Partial<Format>
}

const TAGS: Record<Locale, string> = { en: 'en-GB', zh: 'zh-CN' }
const SHARED = { en: inEveryZone(TAGS.en, 'en-US'), zh: inEveryZone(TAGS.zh, TAGS.zh) }

const KEPT = 64
const formats = new Map<string, Format>()

/** How a language writes numbers, and times in a zone: UTC unless it is told, or when it does not know the zone. */
export function formatOf(locale: Locale, timeZone: string = UTC): Format {
  const name = `${locale}/${timeZone}`
  let format = formats.get(name)
  if (!format) {
    if (formats.size === KEPT) formats.clear()
    format = { ...SHARED[locale], ...inZone(TAGS[locale], zoneNamed(timeZone) ?? UTC) }
    formats.set(name, format)
  }
  return format
}
