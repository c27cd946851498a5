import { failed, ok, type Result } from '../failures.ts'
import { type Period, periodAt } from '../periods.ts'
import type { Plan } from '../plans/plan.ts'
import { currenciesOf, nextPhase, type Part, type Phase, partsOf, phaseAt, sumOf } from './phases.ts'

const DAY = 86_400_000
/** Changes at once that an account may make in a month. */
export const MOST_CHANGES = 20

/** What a change of plan rests on. */
export interface Standing {
  /** The account's phases from the one in force when the month began on, in their order. */
  phases: Phase[]
  /** Keys of the plans that it has or had. */
  known: readonly string[]
}

/** What a change of plan does. */
export interface Quote {
  /** upgrade: to one that costs as much or more; cancellation: to one without a price. */
  kind: 'upgrade' | 'downgrade' | 'cancellation'
  from: Plan
  plan: Plan
  /** When it begins, UTC ms. */
  startsAt: number
  isImmediate: boolean
  /** Until when the plan is free of charge, UTC ms; null without a trial. */
  trialEndsAt: number | null
  /** What was agreed for later and is dropped by it. */
  dropped: Phase | null
  /** What the plans of this month cost as agreed so far, and after the change: then by part too. Minor units. */
  month: { start: number; end: number; beforeMinor: number; afterMinor: number; parts: Part[] }
  /** Names all of this: who sends it back agrees to nothing else. */
  expected: string
}

/** A quote, and the phases that it would add in place of those that lie ahead. */
export interface Change {
  quote: Quote
  adds: Phase[]
}

export const monthAt = (now: number): Period & { end: number } => periodAt('month', now) as Period & { end: number }

/** When the running plan ends for who leaves it: with its trial, else with the month. */
function periodEnd(phases: readonly Phase[], now: number): number {
  const trialEnd = phaseAt(phases, now).trial ? nextPhase(phases, now)?.startsAt : undefined
  return trialEnd ?? monthAt(now).end
}

/** What was agreed for later, unless it is what follows the running trial by itself. */
export function agreedChange(phases: readonly Phase[], now: number): Phase | null {
  const [running, next] = [phaseAt(phases, now), nextPhase(phases, now)]
  return next && running.trial && next.plan.id === running.plan.id ? null : next
}

const nameOf = ({ startsAt, plan, trial }: Phase) => `${startsAt}.${plan.id}${trial ? '.trial' : ''}`

/** For how many days an account that has or had plans of these keys gets a plan free of charge. */
export const trialDaysOf = (plan: Plan, known: readonly string[]): number =>
  known.includes(plan.key) ? 0 : plan.trialDays

/**
 * What putting an account on a plan does. What costs as much or more begins at once, what costs less when the period ends, unless
 * `when` says which. `trials`: whether a plan that the account never had begins with its trial. SAME_PLAN, TOO_MANY_CHANGES,
 * CURRENCY_MISMATCH; SUBSCRIPTION_CHANGED when another change was made at this very instant.
 */
export function changeTo(
  { phases, known }: Standing,
  plan: Plan,
  now: number,
  { when, trials = true }: { when?: 'now' | 'period_end'; trials?: boolean } = {},
): Result<Change> {
  const month = monthAt(now)
  const [running, next] = [phaseAt(phases, now), nextPhase(phases, now)]
  const isImmediate = when ? when === 'now' : plan.priceMinor >= running.plan.priceMinor
  if (plan.id === running.plan.id || (!isImmediate && next?.plan.id === plan.id)) return failed('SAME_PLAN')
  const begun = phases.filter(({ startsAt }) => startsAt <= now)
  if (isImmediate) {
    if (running.startsAt >= now) return failed('SUBSCRIPTION_CHANGED')
    if (begun.filter(({ startsAt }) => startsAt > month.start).length >= MOST_CHANGES) return failed('TOO_MANY_CHANGES')
  }
  const trialDays = trials && isImmediate ? trialDaysOf(plan, known) : 0
  const trial = trialDays > 0
  const trialEndsAt = trial ? now + trialDays * DAY : null
  const startsAt = isImmediate ? now : periodEnd(phases, now)
  const adds = [
    { startsAt, trial, plan },
    ...(trialEndsAt === null ? [] : [{ startsAt: trialEndsAt, trial: false, plan }]),
  ]
  const after = [...begun, ...adds]
  const isMixed = [month, monthAt(adds.at(-1)?.startsAt ?? now)].some((one) => currenciesOf(after, one).length > 1)
  if (isMixed) return failed('CURRENCY_MISMATCH')
  const parts = partsOf(after, month)
  const isLess = plan.priceMinor < running.plan.priceMinor
  const terms = [plan.id, isImmediate ? (trial ? 'trial' : 'now') : startsAt, month.name]
  return ok({
    adds,
    quote: {
      kind: !isLess ? 'upgrade' : plan.priceMinor === 0 ? 'cancellation' : 'downgrade',
      from: running.plan,
      plan,
      startsAt,
      isImmediate,
      trialEndsAt,
      dropped: agreedChange(phases, now),
      month: {
        start: month.start,
        end: month.end,
        beforeMinor: sumOf(partsOf(phases, month)),
        afterMinor: sumOf(parts),
        parts,
      },
      expected: [...terms, nameOf(running), ...(next ? [nameOf(next)] : [])].join('/'),
    },
  })
}
