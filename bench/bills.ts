import { type Cost, costOfAMillion, type Use } from './cost.ts'
import { type Round, type Summary, summaryOf } from './rates.ts'
import { ONE, QUIET, RESTING, THOUSAND } from './variants/admission.ts'
import { BETTER_AUTH_KEPT, BETTER_AUTH_QUIET, SEED_BATCHED, SEED_LIKE_QUIET } from './variants/baselines.ts'

/** What a million calls of one design under one load cost. */
export interface Bill {
  what: string
  use: Use
  cost: Cost
}

/** The name of bench/alone.ts's round among the others. */
export const ALONE = 'exact admission, each call flushed by itself'

export const TOLLGATE_LOADED = 'Tollgate, 16 in flight'
export const TOLLGATE_QUIET = 'Tollgate, one at a time'
export const SEED_LOADED = 'seed-like, 16 in flight'
export const SEED_QUIET = 'seed-like, one at a time'

type Design = 'tollgate' | 'seedLike' | 'betterAuth'

const BILLED: [what: string, variant: string, design: Design, isAlone: boolean][] = [
  [TOLLGATE_LOADED, ONE, 'tollgate', false],
  ['Tollgate, 16 in flight, 1,000 accounts in turn', THOUSAND, 'tollgate', false],
  [TOLLGATE_QUIET, QUIET, 'tollgate', true],
  ['Tollgate, a call each 100 ms', RESTING, 'tollgate', true],
  ['Tollgate, less than a call a minute', ALONE, 'tollgate', true],
  [SEED_LOADED, SEED_BATCHED, 'seedLike', false],
  [SEED_QUIET, SEED_LIKE_QUIET, 'seedLike', true],
  ['better-auth, 16 in flight', BETTER_AUTH_KEPT, 'betterAuth', false],
  ['better-auth, one at a time', BETTER_AUTH_QUIET, 'betterAuth', true],
]

/** The bills of what was measured; `bytes` is what a call leaves behind in D1. */
export function billsOf(rounds: ReadonlyMap<string, readonly Round[]>, bytes: Record<Design, number>): Bill[] {
  return BILLED.flatMap(([what, variant, design, isAlone]) => {
    const summary = summaryOf(rounds.get(variant) ?? [])
    if (!summary.used) return []
    const use = useOf(summary, bytes[design], isAlone)
    return [{ what, use, cost: costOfAMillion(use) }]
  })
}

function useOf({ cpuMs, p50, used }: Summary, d1Bytes: number, isAlone: boolean): Use {
  if (!used) throw new Error('nothing was counted')
  const { objectRequests, objectRead, objectWritten, d1Read, d1Written, awakeMs } = used
  // Within a request workerd's clock hardly moves: an object is busy for at most as long as a caller waits who is alone.
  const objectMs = objectRequests > 0 && isAlone ? Math.max(awakeMs, p50) : awakeMs
  return { workerRequests: 1, cpuMs, objectRequests, objectMs, objectRead, objectWritten, d1Read, d1Written, d1Bytes }
}
