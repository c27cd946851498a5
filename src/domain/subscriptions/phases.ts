import { shareOf } from '../billing/money.ts'
import type { Plan } from '../plans/plan.ts'

/** The plan that an account has from an instant on, until its next phase. */
export interface Phase {
  /** UTC ms. */
  startsAt: number
  /** Free of charge: calls stop at the included credits. */
  trial: boolean
  plan: Plan
}

/** A stretch of a month with one plan, and its share of that plan's price. */
export interface Part extends Phase {
  /** UTC ms; the stretch is half-open. */
  endsAt: number
  amountMinor: number
}

export interface Span {
  start: number
  end: number
}

/** The phase in force at an instant; phases are in their order, and there is one. */
export const phaseAt = (phases: readonly Phase[], now: number): Phase => {
  const phase = phases.findLast(({ startsAt }) => startsAt <= now) ?? phases[0]
  if (!phase) throw new Error('an account has no plan')
  return phase
}

/** What was agreed for later; null for nothing. */
export const nextPhase = (phases: readonly Phase[], now: number): Phase | null =>
  phases.find(({ startsAt }) => startsAt > now) ?? null

/**
 * What a month's plans cost by the millisecond, up to `until` at most. Each plan is rounded over all that it was had so far,
 * so that its parts sum to what one unbroken part of their length costs, and a whole month's to its price. A trial is free.
 */
export function partsOf(phases: readonly Phase[], month: Span, until: number = month.end): Part[] {
  const had = new Map<string, number>()
  return phases.flatMap((phase, i) => {
    const startsAt = Math.max(phase.startsAt, month.start)
    const endsAt = Math.min(phases[i + 1]?.startsAt ?? until, until)
    if (endsAt <= startsAt) return []
    const { id, priceMinor } = phase.plan
    const before = had.get(id) ?? 0
    const after = phase.trial ? before : before + endsAt - startsAt
    had.set(id, after)
    const share = (ms: number) => shareOf(priceMinor, ms, month.end - month.start)
    return [{ ...phase, startsAt, endsAt, amountMinor: share(after) - share(before) }]
  })
}

export const sumOf = (parts: readonly { amountMinor: number }[]): number =>
  parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)

/** Whether an account with this plan may have to pay. */
const costs = ({ trial, plan }: Phase): boolean => !trial && (plan.priceMinor > 0 || plan.overage !== null)

/** The currencies of what a month's plans may cost. */
export const currenciesOf = (phases: readonly Phase[], month: Span): string[] => [
  ...new Set(
    partsOf(phases, month)
      .filter(costs)
      .map(({ plan }) => plan.currency),
  ),
]
