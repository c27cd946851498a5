import type { Result } from '../failures.ts'
import type { Actor, Changed } from '../keys/keys.ts'
import type { OperatorRef } from '../operating/operating.ts'
import type { Plan } from '../plans/plan.ts'
import type { MonthBill } from './month.ts'
import type { Phase } from './phases.ts'
import type { Quote } from './quote.ts'

/** Which plan an account has, and what was agreed for later. */
export interface Agreed {
  plan: Plan
  /** Until when it is free of charge, UTC ms; null without a trial. */
  trialEndsAt: number | null
  /** What comes after it unless that is taken back. The end of a trial is none. */
  next: Phase | null
}

/** An account's subscription as its people see it. */
export interface Subscription extends Agreed {
  month: MonthBill
  openBills: number
}

/** A plan that an account can choose. */
export interface Choice {
  plan: Plan
  /** Days for which this account would have it free of charge; 0 for none. */
  trialDays: number
}

type Account = { id: string; tag: string; spendingCapMinor: number | null }

export interface Subscriptions {
  /** The plans that an account can choose: what is on sale, and what it was invited to; the cheapest first. */
  choices(accountId: string): Promise<Choice[]>
  /** Plan, what comes next, and the running month: D1's rows and the meter's own count. */
  overview(account: Account): Promise<Subscription>
  agreed(accountId: string): Promise<Agreed>
  /**
   * What choosing a plan, by its key or id, would do. NOT_FOUND, also of one by invitation to who has none; SAME_PLAN,
   * PLAN_ENDED, TOO_MANY_CHANGES, CURRENCY_MISMATCH.
   */
  quote(accountId: string, plan: string): Promise<Result<Quote>>
  /**
   * Does what `quote` says; its limits are in force with the next call when it says so. SUBSCRIPTION_CHANGED when someone else was first, or
   * when the quote with this `expected` is not what it would be now.
   */
  change(actor: Actor, plan: string, expected?: string): Promise<Result<Changed<Quote>>>
  /** Takes back what was agreed for later; when nothing was, nothing changes. SUBSCRIPTION_CHANGED. */
  undo(actor: Actor): Promise<Result<Changed<Agreed>>>
  /** Every version of every plan, for operators: by key, the newest first. */
  everyPlan(): Promise<Plan[]>
  /** Gives an account any plan, without a trial. NOT_FOUND, and as `quote`. */
  put(
    operator: OperatorRef,
    accountId: string,
    plan: string,
    when?: 'now' | 'period_end',
  ): Promise<Result<Changed<Quote>>>
}
