import { type Bill, SEED_LOADED, SEED_QUIET, TOLLGATE_LOADED, TOLLGATE_QUIET } from './bills.ts'
import type { Idle } from './idle.ts'
import { type Round, ratioOf, summaryOf } from './rates.ts'
import type { UsageTimes } from './usage.ts'
import { ONE, QUIET, RESTING, THOUSAND } from './variants/admission.ts'
import {
  BETTER_AUTH,
  BETTER_AUTH_KEPT,
  SEED_BATCHED,
  SEED_BATCHED_1000,
  SEED_LIKE,
  SEED_LIKE_1000,
} from './variants/baselines.ts'
import { BARE_FETCH, GATEWAY } from './variants/proxying.ts'
import { BAD_CHECKSUM } from './variants/refusals.ts'
import { BASE } from './variants/variant.ts'

/** A figure that must be reached. */
export interface Target {
  what: string
  expected: string
  got: number
  isReached: boolean
}

export interface Findings {
  rounds: ReadonlyMap<string, readonly Round[]>
  bills: readonly Bill[]
  idle: Idle | null
  usage: UsageTimes | null
}

/** Each figure that must be reached and was measured. */
export function targetsOf({ rounds, bills, idle, usage }: Findings): Target[] {
  const ratio = (variant: string, base: string): number => ratioOf(rounds.get(variant) ?? [], rounds.get(base) ?? [])
  const written = (variant: string): number => summaryOf(rounds.get(variant) ?? []).used?.objectWritten ?? Number.NaN
  const total = (what: string): number => bills.find((bill) => bill.what === what)?.cost.total ?? Number.NaN
  return [
    least('one account, times the empty Pages function', ratio(ONE, BASE), 0.25),
    least('one account, times the seed-like design', ratio(ONE, SEED_LIKE), 8),
    least('one account, times the seed-like design that batches its writes', ratio(ONE, SEED_BATCHED), 8),
    least('one account, times better-auth', ratio(ONE, BETTER_AUTH), 12),
    least('one account, times better-auth whose instances are kept', ratio(ONE, BETTER_AUTH_KEPT), 12),
    least('1,000 accounts, times the seed-like design', ratio(THOUSAND, SEED_LIKE_1000), 1.2),
    least(
      '1,000 accounts, times the seed-like design that batches its writes',
      ratio(THOUSAND, SEED_BATCHED_1000),
      1.2,
    ),
    least('a bad checksum, times the empty Pages function', ratio(BAD_CHECKSUM, BASE), 0.8),
    least('the gateway, times a bare Worker that fetches', ratio(GATEWAY, BARE_FETCH), 0.4),
    most('object rows written a call, 16 in flight', written(ONE), 0.3),
    most('object rows written a call, one at a time', written(QUIET), 2),
    most('object rows written a call, a call each 100 ms', written(RESTING), 2),
    below(
      'cost of a million calls, times the seed-like design, 16 in flight',
      total(TOLLGATE_LOADED) / total(SEED_LOADED),
      0.5,
    ),
    below(
      'cost of a million calls, times the seed-like design, one at a time',
      total(TOLLGATE_QUIET) / total(SEED_QUIET),
      0.5,
    ),
    below('/usage for 30 days over a million calls, ms of D1 time', usage?.d1Ms ?? Number.NaN, 15),
    below('1,000 idle accounts, MB over an empty workerd', idle ? idle.idle - idle.empty : Number.NaN, 100),
  ].filter(({ got }) => !Number.isNaN(got))
}

const least = (what: string, got: number, bound: number): Target => ({
  what,
  expected: `at least ${bound}`,
  got,
  isReached: got >= bound,
})

const most = (what: string, got: number, bound: number): Target => ({
  what,
  expected: `at most ${bound}`,
  got,
  isReached: got <= bound,
})

const below = (what: string, got: number, bound: number): Target => ({
  what,
  expected: `below ${bound}`,
  got,
  isReached: got < bound,
})
