import { creditsWithin, type OverageTier, overageCost } from '../billing/overage.ts'
import { overageByPlan, type PhaseUse, spentOn } from '../billing/phases.ts'
import type { Period } from '../periods.ts'
import type { AccountSnapshot, MonthPhase, PhaseSnapshot, PlanSnapshot } from './face.ts'

/** Owner of the counters that tell the phases of a month apart. */
export const PHASE = 'phase'

/** The phase that is in force at an instant, one that was agreed to before it began too; null of a snapshot without any. */
function phaseAt({ phases = [] }: AccountSnapshot, now: number): PhaseSnapshot | null {
  for (let i = phases.length - 1; i > 0; i--) {
    const phase = phases[i] as PhaseSnapshot
    if (phase.from <= now) return phase
  }
  return phases[0] ?? null
}

export const planAt = (account: AccountSnapshot, now: number): PlanSnapshot =>
  phaseAt(account, now)?.plan ?? account.plan

export const phaseCounter = (month: string, from: number): string => `${PHASE}/month/${month}/${from}`

/**
 * The counter of the running phase within a month; null for the month's first phase, which has what no other has, so that an
 * account that keeps its plan pays nothing for this.
 */
export function phaseCounterAt(account: AccountSnapshot, month: Period, now: number): string | null {
  const phase = phaseAt(account, now)
  if (!phase || phase === account.phases?.[0] || phase.from <= month.start) return null
  return phaseCounter(month.name, phase.from)
}

/**
 * Phases of a month that have begun at an instant of it, oldest first, each with the credits charged in it: `used` are those
 * of the whole month, `counters` those by phase.
 */
export function phasesOfMonth<P extends { from: number }>(
  phases: readonly P[],
  month: Period,
  now: number,
  used: number,
  counters: (name: string) => number,
): (P & { credits: number })[] {
  const begun = phases.filter(
    ({ from }, i) => (i === 0 || from <= now) && (phases[i + 1]?.from ?? now + 1) > month.start,
  )
  const later = begun.slice(1).map((phase) => ({ ...phase, credits: counters(phaseCounter(month.name, phase.from)) }))
  const [first] = begun
  if (!first) return []
  return [{ ...first, credits: used - later.reduce((sum, { credits }) => sum + credits, 0) }, ...later]
}

/** What was used of each plan in the month of `now`. */
export const useOfMonth = (
  { phases = [] }: AccountSnapshot,
  month: Period,
  now: number,
  used: number,
  counters: (name: string) => number,
): (PhaseSnapshot & { credits: number })[] => phasesOfMonth(phases, month, now, used, counters)

export const asView = (use: readonly (PhaseSnapshot & { credits: number })[]): MonthPhase[] =>
  use.map(({ from, planId, trial, credits }) => ({ from, planId, trial, credits }))

const asUse = ({ planId, trial, credits, plan }: PhaseSnapshot & { credits: number }): PhaseUse => ({
  planId,
  trial,
  credits,
  terms: { includedCredits: plan.includedCredits, overage: plan.overage ?? null },
})

/** What the overage of the month costs so far, minor units. */
export const spentInMonth = (use: readonly (PhaseSnapshot & { credits: number })[]): number => spentOn(use.map(asUse))

// Looking it up costs more than all else in a decision, and it hardly ever changes.
const within = new WeakMap<readonly OverageTier[], { amount: number; credits: number }>()

function knownWithin(tiers: readonly OverageTier[], amount: number): number {
  const known = within.get(tiers)
  if (known?.amount === amount) return known.credits
  const credits = creditsWithin(tiers, amount)
  within.set(tiers, { amount, credits })
  return credits
}

/**
 * How many credits the whole month may have in the running phase for its overage to cost no more than a cap; null where it
 * can cost nothing.
 */
export function creditsUnderCap(use: readonly (PhaseSnapshot & { credits: number })[], cap: number): number | null {
  const running = use.at(-1)
  const { includedCredits = null, overage } = running?.plan ?? {}
  if (!running || running.trial || !overage || includedCredits === null) return null
  const earlier = use.slice(0, -1).map(asUse)
  const before = earlier.reduce((sum, { credits }) => sum + credits, 0)
  const byPlan = overageByPlan(earlier)
  const ofPlan = byPlan.get(running.planId)?.credits ?? 0
  byPlan.delete(running.planId)
  const ofOthers = [...byPlan.values()].reduce((sum, { credits, tiers }) => sum + overageCost(tiers, credits), 0)
  // The plan's tiers go on where an earlier phase of it left them.
  const most = knownWithin(overage, Math.max(0, cap - ofOthers)) - ofPlan
  return Math.max(includedCredits, before) + Math.max(0, most)
}
