import type { Histogram } from '../metering/histogram.ts'
import { percentile } from '../metering/histogram.ts'
import { isAdmitted } from '../metering/rollup.ts'

/** Calls by how they ended, and what they cost. */
export interface Sums {
  /** Admitted calls that the upstream answered. */
  ok: number
  /** Admitted calls that failed, or whose end is not known. */
  errors: number
  /** All admitted calls. */
  calls: number
  refused: number
  /** Every call, refused ones too. */
  asked: number
  /** Charged. */
  credits: number
  /** Of admitted calls, in all. */
  msSum: number
}

/** Durations in ms below which a share of the admitted calls stayed; null without calls. */
export interface Latency {
  p50: number | null
  p95: number | null
  p99: number | null
}

export const NOTHING: Sums = { ok: 0, errors: 0, calls: 0, refused: 0, asked: 0, credits: 0, msSum: 0 }

const combine =
  (combined: (a: number, b: number) => number) =>
  (a: Sums, b: Sums): Sums => ({
    ok: combined(a.ok, b.ok),
    errors: combined(a.errors, b.errors),
    calls: combined(a.calls, b.calls),
    refused: combined(a.refused, b.refused),
    asked: combined(a.asked, b.asked),
    credits: combined(a.credits, b.credits),
    msSum: combined(a.msSum, b.msSum),
  })
export const plus = combine((a, b) => a + b)
export const minus = combine((a, b) => a - b)

/** What a row of one outcome adds. */
export function sumsOf(row: { outcome: string; calls: number; credits: number; msSum: number }): Sums {
  const { outcome, calls, credits, msSum } = row
  const refused = isAdmitted(outcome) ? 0 : calls
  const ok = outcome === 'ok' ? calls : 0
  return { ok, errors: calls - refused - ok, calls: calls - refused, refused, asked: calls, credits, msSum }
}

export const latencyOf = (histogram: Histogram): Latency => ({
  p50: percentile(histogram, 0.5),
  p95: percentile(histogram, 0.95),
  p99: percentile(histogram, 0.99),
})

/** A share, `new`, or nothing to compare. */
export type Change = number | 'new' | null

/**
 * How much a number changed, as a share of what it was: 0.12 for 12 % more. `new` where there was nothing before and there
 * is something now, null where there is nothing to compare.
 */
export function change(now: number | null, was: number | null): Change {
  if (now === null || was === null || (now === 0 && was === 0)) return null
  return was === 0 ? 'new' : (now - was) / was
}
