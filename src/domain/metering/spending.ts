import { type Period, periodAt } from '../periods.ts'
import type { LogEntry } from './face.ts'
import { spentInMonth, useOfMonth } from './phases.ts'
import { ACCOUNT, counterName, type MeterState } from './state.ts'

/** That a month's overage has reached an amount that the account wants to be told of. Told once a month and amount. */
export interface SpendingNotice {
  /** `2026-11`. */
  period: string
  /** Minor units. */
  amountMinor: number
}

/** What is to be told of an account's overage in the months that are flushed. Said again at each flush; who keeps it keeps it once. */
export function spendingNoticesOf(state: MeterState, entries: readonly LogEntry[], now: number): SpendingNotice[] {
  const { account } = state
  if (!account?.spendingAlerts?.length) return []
  const months = new Map([now, ...entries.map(({ at }) => at)].map((at) => [periodAt('month', at).name, at]))
  return [...months].flatMap(([period, at]) => {
    const spent = spentIn(state, periodAt('month', at), now)
    return (account.spendingAlerts ?? []).flatMap((amountMinor) =>
      amountMinor <= spent ? [{ period, amountMinor }] : [],
    )
  })
}

function spentIn({ account, counters }: MeterState, month: Period, now: number): number {
  if (!account) return 0
  const at = Math.min(now, (month.end ?? now + 1) - 1)
  const counter = (name: string) => counters.get(name) ?? 0
  return spentInMonth(useOfMonth(account, month, at, counter(counterName(ACCOUNT, 'month', at)), counter))
}
