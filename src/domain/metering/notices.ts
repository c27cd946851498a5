import { periodAt } from '../periods.ts'
import { accountQuotas, quotaName } from './decide.ts'
import type { CallRecord, LogEntry } from './face.ts'
import { planAt } from './phases.ts'
import { ACCOUNT, counterName, type MeterState } from './state.ts'

/** Shares of a quota, in percent, that an account is told of. */
const SHARES = [80, 100] as const
export type Share = (typeof SHARES)[number]

/** That an account has used a share of a period's credits. Told once a period, quota and share. */
export interface QuotaNotice {
  /** The period's name: `2026-11`. */
  period: string
  /** Credits of the plan in force. */
  quota: number
  share: Share
  /** Credits used, open calls included. */
  used: number
}

/**
 * What is to be told of an account's credits, from where its counters stand and from the refusals that are about to be
 * written. Said again at each flush while it holds: who keeps it keeps it once.
 */
export function noticesOf(state: MeterState, entries: readonly LogEntry[], now: number): QuotaNotice[] {
  if (!state.account) return []
  // What is flushed may have happened in a period that is over.
  const days = new Set([now, ...entries.map(({ at }) => at)].map((at) => periodAt('day', at).start))
  return accountQuotas(planAt(state.account, now)).flatMap(({ limit: quota, period: kind }) => {
    const calls = entries.flatMap((entry) => entry.calls.filter((call) => wasRefusedBy(call, quotaName(kind))))
    const refused = new Set(calls.map(({ at }) => periodAt(kind, at).name))
    const periods = new Map([...days].map((day) => [periodAt(kind, day).name, day]))
    return [...periods].flatMap(([period, day]) => {
      const used = state.counters.get(counterName(ACCOUNT, kind, day)) ?? 0
      const reached = SHARES.filter((share) => (used > 0 && used * 100 >= quota * share) || refused.has(period))
      return reached.map((share) => ({ period, quota, share, used }))
    })
  })
}

/** Whether a record is a refusal by this quota of the account. A call that costs more than what is left leaves some over. */
function wasRefusedBy({ outcome, trail }: CallRecord, name: string): boolean {
  if (outcome !== 'QUOTA_EXCEEDED' || !trail) return false
  const [asked, limits] = trail
  const first = limits.find(([, , left, window]) => left < (window === undefined ? asked : 1))
  return first?.[0] === name && first[3] === undefined
}
