import { byTier, type TierUse } from '../billing/overage.ts'
import { overageByPlan, type PhaseUse, spentOn } from '../billing/phases.ts'
import type { MeterView } from '../metering/face.ts'
import type { Plan } from '../plans/plan.ts'
import { currenciesOf, type Part, type Phase, partsOf, phaseAt, sumOf } from './phases.ts'
import { monthAt } from './quote.ts'

const DAY = 86_400_000

/** Credits beyond the included ones of one plan, and what they cost by tier. */
export interface PlanOverage {
  plan: Plan
  credits: number
  tiers: TierUse[]
  amountMinor: number
}

/** What a month costs, minor units. */
export interface Cost {
  baseMinor: number
  overageMinor: number
  sumMinor: number
}

/** The running calendar month of an account in money, before tax. Nothing of it is owed before the month is over. */
export interface MonthBill {
  /** `2026-11` */
  name: string
  /** UTC ms. */
  start: number
  end: number
  currency: string
  /** Whether the meter itself said what was used; else it is as D1 last heard. */
  isExact: boolean
  /** Credits used so far, and those that the running plan includes; null has no end. */
  used: number
  included: number | null
  /** Each plan's share of its price until now. */
  parts: Part[]
  overage: PlanOverage[]
  soFar: Cost
  /** What it comes to at the pace of the last seven days, with the plans that are agreed; credits are whole. */
  forecast: Cost & { credits: number }
}

/** What is known of a month's use. */
export interface MonthUse {
  /** Credits by the start of the phase in which they were charged. */
  credits: ReadonlyMap<number, number>
  isExact: boolean
  /** Credits a day. */
  pace: number
}

/** The meter's credits by phase. What it charged in none that is known here, as before it knew phases, is the first's. */
export function creditsByPhase(
  phases: readonly Phase[],
  { used, phases: counted }: Pick<MeterView, 'used' | 'phases'>,
): Map<number, number> {
  const known = counted.filter(({ from }) => phases.some(({ startsAt }) => startsAt === from))
  const credits = new Map(known.map((phase) => [phase.from, phase.credits]))
  const rest = used - known.reduce((sum, phase) => sum + phase.credits, 0)
  const first = phases[0]?.startsAt ?? 0
  return rest === 0 ? credits : credits.set(first, (credits.get(first) ?? 0) + rest)
}

const useOf = ({ plan, trial }: Phase, credits: number): PhaseUse => ({
  planId: plan.id,
  trial,
  credits,
  terms: { includedCredits: plan.includedCredits, overage: plan.overage },
})

const costOf = (baseMinor: number, overageMinor: number): Cost => ({
  baseMinor,
  overageMinor,
  sumMinor: baseMinor + overageMinor,
})

/** An account's month as it would be billed, had it ended now, and as it may end. */
export function monthBill(
  phases: readonly Phase[],
  { credits, isExact, pace }: MonthUse,
  capMinor: number | null,
  now: number,
): MonthBill {
  const month = monthAt(now)
  const running = phaseAt(phases, now)
  const ofMonth = phases.filter((_, i) => (phases[i + 1]?.startsAt ?? now + 1) > month.start)
  const begun = ofMonth.filter((phase) => phase.startsAt <= now || phase === running)
  const uses = begun.map((phase) => useOf(phase, credits.get(phase.startsAt) ?? 0))
  const parts = partsOf(phases, month, now)
  const overageMinor = spentOn(uses)
  const expected = usesAtEnd(ofMonth, credits, pace, now, month.end)
  // Calls stop before their overage costs more than the cap.
  const most = capMinor === null ? Number.POSITIVE_INFINITY : Math.max(capMinor, overageMinor)
  return {
    name: month.name,
    start: month.start,
    end: month.end,
    currency: currenciesOf(phases, month)[0] ?? running.plan.currency,
    isExact,
    used: sumCredits(uses),
    included: running.plan.includedCredits,
    parts,
    overage: [...overageByPlan(uses)].flatMap(([planId, { credits, tiers }]) => {
      const plan = begun.find((phase) => phase.plan.id === planId)?.plan
      const used = byTier(tiers, credits)
      return plan ? [{ plan, credits, tiers: used, amountMinor: sumOf(used) }] : []
    }),
    soFar: costOf(sumOf(parts), overageMinor),
    forecast: {
      ...costOf(sumOf(partsOf(phases, month)), Math.min(spentOn(expected), most)),
      credits: sumCredits(expected),
    },
  }
}

const sumCredits = (uses: readonly PhaseUse[]): number => uses.reduce((sum, { credits }) => sum + credits, 0)

/** The month's use if it goes on at this pace: where calls stop at the included credits, no further. */
function usesAtEnd(
  phases: readonly Phase[],
  credits: ReadonlyMap<number, number>,
  pace: number,
  now: number,
  end: number,
): PhaseUse[] {
  let total = phases.reduce((sum, { startsAt }) => sum + (credits.get(startsAt) ?? 0), 0)
  return phases.map((phase, i) => {
    const { plan, trial, startsAt } = phase
    const rest = Math.min(phases[i + 1]?.startsAt ?? end, end) - Math.max(startsAt, now)
    const asked = Math.max(0, Math.floor((pace * rest) / DAY))
    const stops = trial || plan.overage === null
    const room = stops && plan.includedCredits !== null ? Math.max(0, plan.includedCredits - total) : asked
    const more = Math.min(asked, room)
    total += more
    return useOf(phase, (credits.get(startsAt) ?? 0) + more)
  })
}
