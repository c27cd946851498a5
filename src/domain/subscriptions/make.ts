import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { Actor } from '../keys/keys.ts'
import type { MeterView } from '../metering/face.ts'
import { rollUp } from '../metering/rollup.ts'
import type { OperatorRef } from '../operating/operating.ts'
import type { Plan } from '../plans/plan.ts'
import { type MonthModel, type MonthRequest, monthRequest, monthUsage } from '../usage/month.ts'
import { eventBy } from './event.ts'
import { creditsByPhase, monthBill } from './month.ts'
import { nextPhase, type Phase, phaseAt } from './phases.ts'
import { agreedChange, type Change, changeTo, monthAt, type Standing, trialDaysOf } from './quote.ts'
import type { Agreed, Subscriptions } from './subscriptions.ts'

/** A plan as an account that asks for it finds it. */
export interface Offer {
  plan: Plan
  /** Whether it is its key's newest version and has not ended. */
  isOnSale: boolean
  isInvited: boolean
}

/** What takes the place of an account's phases that lie ahead. */
export interface Replacement {
  /** The running phase and those after it, as the change found them. */
  found: Phase[]
  /** What began after this instant is dropped. */
  now: number
  adds: Phase[]
  /** The plan that must still be on sale, by its id. */
  onSale?: string
  event: AuditEvent
}

export interface SubscriptionStore {
  choices(accountId: string): Promise<Plan[]>
  /** Every version, by key, the newest first. */
  everyPlan(): Promise<Plan[]>
  /** By its id, or its key's newest version. */
  offer(accountId: string, plan: string): Promise<Offer | null>
  account(id: string): Promise<{ id: string; tag: string } | null>
  /** Phases from the one in force at `since` on. */
  standing(accountId: string, since: number): Promise<Standing>
  /** All that a month shows, in one transaction. `charged`: credits by the start of a phase, by the hour. */
  month(
    accountId: string,
    request: MonthRequest,
  ): Promise<{ phases: Phase[]; charged: Map<number, number>; usage: MonthModel; openBills: number }>
  /** Whether the phases were still as they were found: then it is done, else nothing is. */
  replace(accountId: string, replacement: Replacement): Promise<boolean>
}

export interface SubscriptionPorts {
  store: SubscriptionStore
  /** The object's view; null when it cannot be reached. */
  view: (tag: string) => Promise<MeterView | null>
  /** Puts the account's saved changes in force; false when that must wait. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
}

const asAgreed = (phases: readonly Phase[], now: number): Agreed => {
  const running = phaseAt(phases, now)
  return {
    plan: running.plan,
    trialEndsAt: running.trial ? (nextPhase(phases, now)?.startsAt ?? null) : null,
    next: agreedChange(phases, now),
  }
}

/** The phases from the running one on. */
const fromRunning = (phases: readonly Phase[], now: number): Phase[] =>
  phases.slice(phases.indexOf(phaseAt(phases, now)))

/** The verbs about subscriptions. */
export function makeSubscriptions({ store, view, push, clock, ids }: SubscriptionPorts): Subscriptions {
  const detailOf = ({ quote }: Change) => ({ from: quote.from.key, to: quote.plan.key, starts_at: quote.startsAt })
  const pushFor = (actor: Actor) => push({ id: actor.accountId, tag: actor.tag })
  const standingOf = (accountId: string, now: number) => store.standing(accountId, monthAt(now).start)

  /** What an account may choose by itself. */
  async function chosen(accountId: string, asked: string, now: number): Promise<Result<Change & { found: Phase[] }>> {
    const [offer, standing] = await Promise.all([store.offer(accountId, asked), standingOf(accountId, now)])
    if (!offer || (offer.plan.byInvitation && !offer.isInvited)) return failed('NOT_FOUND')
    const change = changeTo(standing, offer.plan, now)
    if (!change.ok) return change
    if (!offer.isOnSale) return failed('PLAN_ENDED')
    return ok({ ...change.value, found: fromRunning(standing.phases, now) })
  }

  return {
    async choices(accountId) {
      const [plans, { phases, known }] = await Promise.all([store.choices(accountId), standingOf(accountId, clock())])
      const running = phaseAt(phases, clock())
      return plans.map((plan) => ({
        plan,
        trialDays: plan.priceMinor >= running.plan.priceMinor ? trialDaysOf(plan, known) : 0,
      }))
    },

    everyPlan: store.everyPlan,

    async agreed(accountId) {
      const now = clock()
      return asAgreed((await standingOf(accountId, now)).phases, now)
    },

    async overview(account) {
      const now = clock()
      // The object is asked first: what it flushes between the two reads is then known by the mark.
      const meter = await view(account.tag)
      const { phases, charged, usage, openBills } = await store.month(account.id, monthRequest(now))
      const above = rollUp((meter?.tail ?? []).filter((entry) => entry.seq > usage.mark))
      const { pace } = monthUsage(usage, above, meter, now)
      const credits = meter ? creditsByPhase(phases, meter) : charged
      const month = monthBill(phases, { credits, isExact: meter !== null, pace }, account.spendingCapMinor, now)
      return { ...asAgreed(phases, now), month, openBills }
    },

    async quote(accountId, plan) {
      const change = await chosen(accountId, plan, clock())
      return change.ok ? ok(change.value.quote) : change
    },

    async change(actor, plan, expected) {
      const now = clock()
      const change = await chosen(actor.accountId, plan, now)
      if (!change.ok) return change
      const { quote, adds, found } = change.value
      if (expected !== undefined && expected !== quote.expected) return failed('SUBSCRIPTION_CHANGED')
      const action =
        quote.trialEndsAt !== null
          ? 'trial.started'
          : quote.isImmediate
            ? 'subscription.changed'
            : 'subscription.scheduled'
      const event = eventBy(actor, ids, action, quote.plan.id, now, detailOf(change.value))
      const isDone = await store.replace(actor.accountId, { found, now, adds, onSale: quote.plan.id, event })
      return isDone ? ok({ value: quote, inForce: await pushFor(actor) }) : failed('SUBSCRIPTION_CHANGED')
    },

    async undo(actor) {
      const now = clock()
      const { phases } = await standingOf(actor.accountId, now)
      const next = agreedChange(phases, now)
      if (!next) return ok({ value: asAgreed(phases, now), inForce: true })
      const running = phaseAt(phases, now)
      // A trial goes on as what it was begun as.
      const adds = running.trial ? [{ startsAt: next.startsAt, trial: false, plan: running.plan }] : []
      const detail = { from: next.plan.key, to: running.plan.key, starts_at: next.startsAt }
      const event = eventBy(actor, ids, 'subscription.undone', running.plan.id, now, detail)
      const isDone = await store.replace(actor.accountId, { found: fromRunning(phases, now), now, adds, event })
      if (!isDone) return failed('SUBSCRIPTION_CHANGED')
      return ok({ value: asAgreed([running, ...adds], now), inForce: await pushFor(actor) })
    },

    async put(operator: OperatorRef, accountId, plan, when = 'now') {
      const now = clock()
      const [account, offer] = await Promise.all([store.account(accountId), store.offer(accountId, plan)])
      if (!account || !offer) return failed('NOT_FOUND')
      const { phases, known } = await standingOf(accountId, now)
      const change = changeTo({ phases, known }, offer.plan, now, { when, trials: false })
      if (!change.ok) return change
      const { quote, adds } = change.value
      const event: AuditEvent = {
        id: ids('evt'),
        at: now,
        actorId: operator.userId,
        accountId,
        action: 'account.plan_set',
        target: quote.plan.id,
        detail: detailOf(change.value),
        address: operator.address,
      }
      const isDone = await store.replace(accountId, { found: fromRunning(phases, now), now, adds, event })
      return isDone ? ok({ value: quote, inForce: await push(account) }) : failed('SUBSCRIPTION_CHANGED')
    },
  }
}
