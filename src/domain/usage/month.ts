import type { MeterView } from '../metering/face.ts'
import { emptyHistogram, type Histogram, merge, percentile } from '../metering/histogram.ts'
import { type HourlyUsage, isAdmitted } from '../metering/rollup.ts'
import { HOUR, periodAt } from '../periods.ts'
import type { MonthUsage } from '../usage.ts'
import { PACE_DAYS, paceOf, type Recent, runsOutAt } from './forecast.ts'

/** What ended in one way, within some span. A refusal took no time: its histogram is empty. */
export interface OutcomeSums {
  outcome: string
  calls: number
  credits: number
  msSum: number
  histogram: Histogram
}

/** What is asked of D1 about the running month, UTC ms. */
export interface MonthRequest {
  monthStart: number
  paceSince: number
}

/** D1's side of it, read in one transaction, so that the mark belongs to the sums. */
export interface MonthModel {
  /** The newest commit of the object that D1 holds, and when that was written; 0 before the first. */
  mark: number
  flushedAt: number
  month: OutcomeSums[]
  recent: Recent
  /** Credits of the account's plan; null has no end. */
  limit: number | null
}

export const monthRequest = (now: number): MonthRequest => ({
  monthStart: periodAt('month', now).start,
  paceSince: now - (now % HOUR) - (PACE_DAYS * 24 - 1) * HOUR,
})

/** The running month of an account: what D1 holds and the object's rows above it. */
export function monthUsage(
  model: MonthModel,
  above: readonly HourlyUsage[],
  meter: MeterView | null,
  now: number,
): MonthUsage {
  const { start, end } = periodAt('month', now) as { start: number; end: number }
  const sums = [...model.month, ...above.filter(({ hour }) => hour >= start)]
  const refusals = new Map<string, number>()
  let credits = 0
  let latency = emptyHistogram()
  for (const { outcome, calls, credits: charged, histogram } of sums) {
    if (isAdmitted(outcome)) {
      credits += charged
      latency = merge(latency, histogram)
    } else refusals.set(outcome, (refusals.get(outcome) ?? 0) + calls)
  }
  const [commonest] = [...refusals].sort((a, b) => b[1] - a[1])
  const used = meter?.used ?? credits
  const limit = meter ? meter.limit : model.limit
  const pace = paceOf(recentOf(model.recent, above, now), now)
  return {
    start,
    end,
    used,
    exact: meter !== null,
    limit,
    refused: [...refusals.values()].reduce((sum, count) => sum + count, 0),
    commonestRefusal: commonest ? { code: commonest[0], count: commonest[1] } : null,
    medianMs: percentile(latency, 0.5),
    p95Ms: percentile(latency, 0.95),
    pace,
    runsOutAt: runsOutAt({ used, limit, end }, pace, now),
  }
}

function recentOf(held: Recent, above: readonly HourlyUsage[], now: number): Recent {
  const charged = above.filter(({ hour, credits }) => hour >= monthRequest(now).paceSince && credits > 0)
  const hours = [held.firstHour, ...charged.map(({ hour }) => hour)].filter((hour) => hour !== null)
  return {
    credits: held.credits + charged.reduce((sum, row) => sum + row.credits, 0),
    firstHour: hours.length === 0 ? null : Math.min(...hours),
  }
}
