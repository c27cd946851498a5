import { type OverageTier, overageCost } from './overage.ts'

/** The terms of a plan that say what calls cost. */
export interface Terms {
  /** Credits a calendar month; null has no end. */
  includedCredits: number | null
  /** Null: calls stop at the included credits. */
  overage: OverageTier[] | null
}

/** What an account used while it had one plan without a break, within one month. */
export interface ClosedPhase {
  /** UTC ms, half-open, within the month. */
  starts_at: number
  ends_at: number
  plan_id: string
  /** Free of charge; calls stopped at the included credits. */
  trial: boolean
  /** Credits of the calls that were admitted in it, what was given back when they ended taken off. */
  credits: number
}

/** A phase with its plan's terms. */
export interface PhaseUse {
  planId: string
  trial: boolean
  credits: number
  terms: Terms
}

/**
 * Credits beyond the included ones, by plan, over the phases of a month in their order. Every call counts against the
 * included credits of the plan under which it was made, from the first credit of the month on: who has used 80 of 100 and then
 * gets 1,000 has 920 left.
 */
export function overageByPlan(phases: readonly PhaseUse[]): Map<string, { credits: number; tiers: OverageTier[] }> {
  const byPlan = new Map<string, { credits: number; tiers: OverageTier[] }>()
  let used = 0
  for (const { planId, trial, credits, terms } of phases) {
    const before = used
    used += credits
    if (trial || terms.overage === null || terms.includedCredits === null) continue
    const beyond = used - Math.max(terms.includedCredits, before)
    if (beyond <= 0) continue
    const known = byPlan.get(planId)
    byPlan.set(planId, { credits: (known?.credits ?? 0) + beyond, tiers: terms.overage })
  }
  return byPlan
}

/** What the overage of a month costs so far, minor units. */
export const spentOn = (phases: readonly PhaseUse[]): number =>
  [...overageByPlan(phases).values()].reduce((sum, { credits, tiers }) => sum + overageCost(tiers, credits), 0)
