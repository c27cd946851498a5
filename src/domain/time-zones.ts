/** The zone of whoever chose none. */
export const UTC = 'UTC'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Every zone that can be chosen, by its IANA name, in the alphabet's order. */
export const TIME_ZONES: readonly string[] = [...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== UTC), UTC]
const KNOWN: ReadonlySet<string> = new Set(TIME_ZONES)

/** The name under which a zone is kept: `Asia/Kolkata` and `Asia/Calcutta` are one. Null for what is no zone. */
export function zoneNamed(text: string): string | null {
  try {
    const zone = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    return KNOWN.has(zone) ? zone : null
  } catch {
    return null
  }
}

// They are slow to make, and large: a few are kept.
const KEPT = 32
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone)
  if (!clock) {
    if (clocks.size === KEPT) clocks.clear()
    const whole = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      second: 'numeric',
      ...whole,
    })
    clocks.set(zone, clock)
  }
  return clock
}

/** How far a zone's clocks are ahead of UTC at an instant, in whole minutes; behind it is negative. */
export function offsetAt(zone: string, ms: number): number {
  const at: Record<string, number> = {}
  for (const { type, value } of clockOf(zone).formatToParts(ms)) at[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = at
  // Date.UTC takes 99 for 1999.
  const shown = new Date(Date.UTC(2000, month - 1, day, hour, minute, second)).setUTCFullYear(year)
  return Math.round((shown - ms) / MINUTE)
}

let known: { since: number; offsets: Map<string, number> } | null = null

/** The offset of every zone at an instant. No zone changes its own but at a quarter of an hour, so each is read once in one. */
export function offsetsAt(ms: number): ReadonlyMap<string, number> {
  const since = ms - (ms % (15 * MINUTE))
  if (known?.since !== since)
    known = { since, offsets: new Map(TIME_ZONES.map((zone) => [zone, offsetAt(zone, since)])) }
  return known.offsets
}

/** What a zone's clocks show at an instant, without its thousandths: `2026-11-20T14:03:22`. */
export const localAt = (zone: string, ms: number): string =>
  new Date(ms + offsetAt(zone, ms) * MINUTE).toISOString().slice(0, 19)

/** The first UTC ms at which a zone's clocks show `2026-11-20T14:03`; a time that they skip counts as if they had gone on. */
export function instantOf(zone: string, local: string): number {
  const shown = Date.parse(`${local}Z`)
  const starts = offsetsAround(zone, shown).map((offset) => shown - offset * MINUTE)
  return starts.find((ms) => ms + offsetAt(zone, ms) * MINUTE === shown) ?? Math.max(...starts)
}

// Two offsets can be in force around a time: that of before a change of the clocks, and that of after. The greater is the earlier.
const offsetsAround = (zone: string, shown: number): number[] =>
  [shown - 15 * HOUR, shown + 15 * HOUR].map((ms) => offsetAt(zone, ms)).sort((a, b) => b - a)

/** The date that a zone's calendars show at an instant: `2026-11-20`. */
export const dateAt = (zone: string, ms: number): string =>
  new Date(ms + offsetAt(zone, ms) * MINUTE).toISOString().slice(0, 10)

/**
 * The UTC ms at which a date (`2026-11-20`) is over in a zone: half-open, the first instant of what comes after it. Clocks
 * that are put forward or back at midnight make that another hour than 00:00, or its first of two.
 */
export function endOfDay(zone: string, date: string): number {
  const midnight = Date.parse(date) + 24 * HOUR
  const starts = offsetsAround(zone, midnight).map((offset) => midnight - offset * MINUTE)
  const isFirst = (ms: number) => dateAt(zone, ms) > date && dateAt(zone, ms - 1) <= date
  return starts.find(isFirst) ?? (starts[0] as number)
}
