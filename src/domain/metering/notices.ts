import { periodAt } from '../periods.ts'
import { QUOTA_NAME } from './decide.ts'
import type { LogEntry } from './face.ts'
import { ACCOUNT, counterName, type MeterState } from './state.ts'

/** Shares of a quota, in percent, that an account is told of. */
export const SHARES = [80, 100] as const
export type Share = (typeof SHARES)[number]

/** That an account has used a share of a month's credits. Told once a period, quota and share. */
export interface QuotaNotice {
  /** The month: `2026-11`. */
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
  const quota = state.account?.plan.includedCredits ?? null
  if (quota === null) return []
  const month = periodAt('month', now)
  // Calls of the last month may be flushed in this one.
  const months = [month, periodAt('month', month.start - 1)]
  const refused = new Set(entries.flatMap(({ calls }) => calls.filter(isOutOfCredits).map(({ at }) => monthOf(at))))
  return months.flatMap(({ name, start }) => {
    const used = state.counters.get(counterName(ACCOUNT, 'month', start)) ?? 0
    const reached = SHARES.filter((share) => (used > 0 && used * 100 >= quota * share) || refused.has(name))
    return reached.map((share) => ({ period: name, quota, share, used }))
  })
}

const monthOf = (at: number) => periodAt('month', at).name

/** Whether a record is a refusal by the account's own credits. A call that costs more than what is left leaves some over. */
const isOutOfCredits = ({ outcome, trail }: LogEntry['calls'][number]): boolean =>
  outcome === 'QUOTA_EXCEEDED' &&
  (trail?.[1].some(([name, , left, window]) => name === QUOTA_NAME && window === undefined && left < trail[0]) ?? false)
