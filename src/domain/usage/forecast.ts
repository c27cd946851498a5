import { HOUR } from '../periods.ts'

const DAY = 24 * HOUR
/** The last days whose pace is taken: weekdays and weekends weigh as they do in a week. */
export const PACE_DAYS = 7

/** Credits of the last seven days, and the hour in which the first of them were charged; null without any. */
export interface Recent {
  credits: number
  firstHour: number | null
}

/**
 * Credits a day at the pace of the last seven days. An account that began within them is measured from its first hour, but
 * over a day at least: one busy minute is no pace.
 */
export function paceOf({ credits, firstHour }: Recent, now: number): number {
  if (firstHour === null || credits === 0) return 0
  const time = Math.min(Math.max(now - firstHour, DAY), PACE_DAYS * DAY)
  return (credits * DAY) / time
}

/** When a quota ends at a pace; null when it outlasts the period. UTC ms. */
export function runsOutAt(
  { used, limit, end }: { used: number; limit: number | null; end: number },
  pace: number,
  now: number,
): number | null {
  if (limit === null) return null
  if (used >= limit) return now
  if (pace <= 0) return null
  const at = now + Math.ceil(((limit - used) * DAY) / pace)
  return at < end ? at : null
}
