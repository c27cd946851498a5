import type { Histogram } from '../metering/histogram.ts'
import { percentile } from '../metering/histogram.ts'

/** Calls by how they ended, and what they cost. */
export interface Sums {
  /** Admitted calls that the upstream answered. */
  ok: number
  /** Admitted calls that failed, or whose end is not known. */
  errors: number
  refused: number
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

export const NOTHING: Sums = { ok: 0, errors: 0, refused: 0, credits: 0, msSum: 0 }

/** Admitted calls. */
export const callsOf = ({ ok, errors }: Pick<Sums, 'ok' | 'errors'>): number => ok + errors

/** Every call, refused ones too. */
export const askedOf = ({ ok, errors, refused }: Pick<Sums, 'ok' | 'errors' | 'refused'>): number =>
  ok + errors + refused

const combine =
  (with_: (a: number, b: number) => number) =>
  (a: Sums, b: Sums): Sums => ({
    ok: with_(a.ok, b.ok),
    errors: with_(a.errors, b.errors),
    refused: with_(a.refused, b.refused),
    credits: with_(a.credits, b.credits),
    msSum: with_(a.msSum, b.msSum),
  })
export const plus = combine((a, b) => a + b)
export const minus = combine((a, b) => a - b)

/** What an hour's row of one outcome adds. */
export const sumsOf = (row: { outcome: string; calls: number; credits: number; msSum: number }): Sums => {
  const isError = row.outcome === 'failed' || row.outcome === 'unknown'
  return {
    ok: row.outcome === 'ok' ? row.calls : 0,
    errors: isError ? row.calls : 0,
    refused: row.outcome === 'ok' || isError ? 0 : row.calls,
    credits: row.credits,
    msSum: row.msSum,
  }
}

export const latencyOf = (histogram: Histogram): Latency => ({
  p50: percentile(histogram, 0.5),
  p95: percentile(histogram, 0.95),
  p99: percentile(histogram, 0.99),
})

/**
 * How much a number changed, as a share of what it was: 0.12 for 12 % more. `new` where there was nothing before and there
 * is something now, null where there is nothing to compare.
 */
export function change(now: number | null, was: number | null): number | 'new' | null {
  if (now === null || was === null || (now === 0 && was === 0)) return null
  return was === 0 ? 'new' : (now - was) / was
}
