/** How long a quota runs before it starts anew. Calendar periods are in UTC; weeks start on Monday. */
export const PERIOD_KINDS = ['day', 'week', 'month', 'total'] as const
export type PeriodKind = (typeof PERIOD_KINDS)[number]

/** A half-open span of UTC milliseconds: `start` belongs to it, `end` does not. A total has no end. */
export interface Period {
  kind: PeriodKind
  /** `2026-11`, `2026-11-20`, `week-of-2026-11-16`, or `total`. Unique within its kind. */
  name: string
  start: number
  end: number | null
}

const DAY = 86_400_000

/** The period of a kind that holds an instant. */
export function periodAt(kind: PeriodKind, now: number): Period {
  if (kind === 'total') return { kind, name: 'total', start: 0, end: null }
  const date = new Date(now)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  if (kind === 'month') {
    const start = Date.UTC(year, month, 1)
    return { kind, name: new Date(start).toISOString().slice(0, 7), start, end: Date.UTC(year, month + 1, 1) }
  }
  if (kind === 'day') {
    const start = Date.UTC(year, month, day)
    return { kind, name: new Date(start).toISOString().slice(0, 10), start, end: start + DAY }
  }
  const monday = Date.UTC(year, month, day) - ((date.getUTCDay() + 6) % 7) * DAY
  return { kind, name: `week-of-${new Date(monday).toISOString().slice(0, 10)}`, start: monday, end: monday + 7 * DAY }
}

/** When a period of this name ends, UTC ms; null for a total. */
export function endOfPeriod(name: string): number | null {
  if (name === 'total') return null
  const kind = name.startsWith('week') ? 'week' : name.length === 7 ? 'month' : 'day'
  return periodAt(kind, Date.parse(kind === 'month' ? `${name}-01` : name.slice(-10))).end
}

export const HOUR = 3_600_000
/** The start of the UTC hour that holds an instant. */
export const hourOf = (now: number): number => now - (now % HOUR)

/** The start of the UTC day that holds an instant. */
export const dayOf = (now: number): number => now - (now % DAY)
