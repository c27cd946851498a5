import { type FieldError, failed, ok, type Result } from '../failures.ts'
import { HOUR, hourOf } from '../periods.ts'
import { dateAt, endOfDay, UTC } from '../time-zones.ts'

/** Ranges by name: a day by the hour, a week and a month by the day in a reader's zone, a year by the day in UTC. */
export const USAGE_RANGES = ['24h', '7d', '30d', '12m'] as const
export type UsageRange = (typeof USAGE_RANGES)[number]

/** A half-open span of UTC ms, both ends at a full hour of UTC. */
export interface Span {
  start: number
  end: number
}

/** What is looked at: a span that ends with the running hour at the latest, cut into the parts that a chart shows. */
export interface Window extends Span {
  range: UsageRange | 'custom'
  step: 'hour' | 'day' | 'week'
  /** Of what it is summed: hours, or beyond 31 days whole days of UTC. */
  unit: 'hour' | 'day'
  /** Whose days they are: the reader's zone, or UTC beyond 31 days. Hours are the same in each. */
  zone: string
  /** Without gaps, oldest first. */
  buckets: Span[]
  /** Whether now is in it, so that its numbers still grow. */
  isLive: boolean
  /** Whether a midnight of the zone falls within an hour of UTC: that hour counts to the day in which it begins. */
  cutsHours: boolean
}

/** A range by its name, or the days from one to another, both included, as dates (`2026-11-20`) of the reader's zone. */
export type Asked = { range: UsageRange } | { from: string; to: string }

const DAY = 24 * HOUR
/** Days that are summed from hours, in the reader's zone. */
const LOCAL_DAYS = 31
/** Days that are shown by the hour. */
const HOURLY_DAYS = 2
/** Days beyond which a chart shows weeks. */
const DAILY_DAYS = 92
const MOST_MONTHS = 24
/** Nothing was called before. */
const FIRST_YEAR = 2000
const FIRST_DATE = `${FIRST_YEAR}-01-01`

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const later = (date: string, days: number): string => dateOf(Date.parse(date) + days * DAY)
const fullHour = (ms: number): number => Math.ceil(ms / HOUR) * HOUR

/**
 * The window that is asked for, at an instant. `folded`: days of more than a quarter come as weeks, from Monday on.
 * VALIDATION_FAILED names the date that is wrong.
 */
export function windowOf(asked: Asked, zone: string, now: number, folded: boolean): Result<Window> {
  if ('from' in asked) {
    const wrong = wrongDates(asked, dateAt(zone, now))
    if (wrong.length > 0) return failed('VALIDATION_FAILED', wrong)
    return ok(daily('custom', asked.from, asked.to, zone, now, folded))
  }
  return ok(rangeWindow(asked.range, zone, now, folded))
}

/** The window of a range by its name, at an instant. */
export function rangeWindow(range: UsageRange, zone: string, now: number, folded: boolean): Window {
  if (range === '24h') {
    const end = hourOf(now) + HOUR
    return windowFrom('24h', 'hour', zone, split({ start: end - DAY, end }, 'hour'), now, false)
  }
  if (range === '12m') {
    const date = new Date(now)
    const first = Date.UTC(date.getUTCFullYear() - 1, date.getUTCMonth(), date.getUTCDate() + 1)
    return daily('12m', dateOf(first), dateOf(now), zone, now, folded)
  }
  const today = dateAt(zone, now)
  return daily(range, later(today, range === '7d' ? -6 : -29), today, zone, now, folded)
}

function wrongDates({ from, to }: { from: string; to: string }, today: string): FieldError[] {
  for (const [field, date] of Object.entries({ from, to }))
    if (date < FIRST_DATE) return [{ field, problem: 'too_early', limit: FIRST_YEAR }]
  if (from > today) return [{ field: 'from', problem: 'in_the_future' }]
  if (to > today) return [{ field: 'to', problem: 'in_the_future' }]
  if (to < from) return [{ field: 'to', problem: 'before_start' }]
  const first = new Date(from)
  const over = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + MOST_MONTHS, first.getUTCDate())
  return Date.parse(to) < over ? [] : [{ field: 'to', problem: 'months', limit: MOST_MONTHS }]
}

function daily(range: Window['range'], first: string, last: string, zone: string, now: number, folded: boolean) {
  const days = (Date.parse(last) - Date.parse(first)) / DAY + 1
  if (days > LOCAL_DAYS) {
    const whole = { start: Date.parse(first), end: Date.parse(last) + DAY }
    const step = folded && days > DAILY_DAYS ? 'week' : 'day'
    return windowFrom(range, step, UTC, split(whole, step), now, false)
  }
  const { spans, cutsHours } = daysOf(zone, first, last)
  const byHour = days <= HOURLY_DAYS
  const buckets = byHour ? spans.flatMap((day) => split(day, 'hour')) : spans
  return windowFrom(range, byHour ? 'hour' : 'day', zone, buckets, now, cutsHours)
}

function windowFrom(
  range: Window['range'],
  step: Window['step'],
  zone: string,
  spans: Span[],
  now: number,
  cutsHours: boolean,
): Window {
  const over = hourOf(now) + HOUR
  const buckets = spans
    .filter(({ start }) => start < over)
    .map(({ start, end }) => ({ start, end: Math.min(end, over) }))
  const start = buckets[0]?.start ?? over
  const end = buckets.at(-1)?.end ?? over
  const unit = step === 'hour' || buckets.length <= LOCAL_DAYS ? 'hour' : 'day'
  return { range, step, unit, zone, start, end, buckets, isLive: end === over, cutsHours }
}

/**
 * The days of a zone from one date to another. A day has 23 or 25 hours where clocks change, and a date that a zone left out
 * has none. An hour of UTC belongs to the day in which it begins.
 */
export function daysOf(zone: string, first: string, last: string): { spans: Span[]; cutsHours: boolean } {
  const spans: Span[] = []
  let start = endOfDay(zone, later(first, -1))
  let cutsHours = start % HOUR !== 0
  for (let date = first; date <= last; ) {
    const end = endOfDay(zone, date)
    if (end > start) spans.push({ start: fullHour(start), end: fullHour(end) })
    cutsHours ||= end % HOUR !== 0
    start = end
    date = dateAt(zone, end) > date ? dateAt(zone, end) : later(date, 1)
  }
  return { spans, cutsHours }
}

const STEPS: Record<Window['step'], (start: number) => number> = {
  hour: (start) => start + HOUR,
  day: (start) => start + DAY,
  week: (start) => start + (7 - ((new Date(start).getUTCDay() + 6) % 7)) * DAY,
}

function split({ start, end }: Span, step: Window['step']): Span[] {
  const spans: Span[] = []
  for (let at = start; at < end; at = STEPS[step](at)) spans.push({ start: at, end: Math.min(STEPS[step](at), end) })
  return spans
}

/** The span of the same length just before a window. */
export const before = ({ start, end }: Span): Span => ({ start: start - (end - start), end: start })

/** A span as whole days of UTC, and the hours before and after them. */
export function cut({ start, end }: Span): { days: Span[]; hours: Span[] } {
  const first = Math.ceil(start / DAY) * DAY
  const last = Math.floor(end / DAY) * DAY
  if (first >= last) return { days: [], hours: [{ start, end }] }
  const edges = [
    { start, end: first },
    { start: last, end },
  ]
  return { days: [{ start: first, end: last }], hours: edges.filter((edge) => edge.start < edge.end) }
}
