import type { AuditEvent } from '../audit.ts'
import type { ExplainedCall } from '../calls/calls.ts'
import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import { type Ids, timeOfId } from '../ids.ts'
import { UNDER_WAY } from '../metering/face.ts'
import type { OperatorRef } from '../operating/operating.ts'
import { dayOf, periodAt } from '../periods.ts'

/** A call whose credits were given back after it had ended: the next bill takes off what they cost. */
export interface GivenBack {
  requestId: string
  accountId: string
  /** The month of its admission. */
  period: string
  credits: number
  reason: string
  /** UTC ms. */
  createdAt: number
}

/** Money in an account's favour: the next bills take it off. */
export interface AccountCredit {
  id: string
  accountId: string
  kind: 'late_refund' | 'goodwill'
  /** Minor units. */
  amountMinor: number
  usedMinor: number
  currency: string
  reason: string
  createdAt: number
}

export interface Favours {
  /**
   * Gives back the credits of a call that has ended, once. `account` may be empty: then it is found once D1 holds it.
   * NOT_FOUND, CALL_ARCHIVED, CALL_UNDER_WAY, NOTHING_CHARGED, ALREADY_REFUNDED, METER_UNAVAILABLE.
   */
  refundCall(
    operator: OperatorRef,
    requestId: string,
    input: { account: string; reason: string },
  ): Promise<Result<GivenBack>>
  /** NOT_FOUND of an account that is not there, CURRENCY_MISMATCH where its plan has another currency. */
  giveCredit(
    operator: OperatorRef,
    accountId: string,
    input: { amountMinor: number; currency: string; reason: string },
  ): Promise<Result<AccountCredit>>
}

export interface FavourStore {
  /** Whether calls that were written down on a UTC day, or on the next, have left D1. */
  isArchived(day: number): Promise<boolean>
  /** Whether it was written: a call is given back once. `at` is when it was decided. */
  refund(refund: GivenBack & { givenBy: string; at: number }, event: AuditEvent): Promise<boolean>
  credit(credit: AccountCredit & { givenBy: string }, event: AuditEvent): Promise<'given' | 'missing' | 'mismatch'>
}

export interface FavourPorts {
  store: FavourStore
  find: (requestId: string, accountId: string) => Promise<Result<ExplainedCall>>
  clock: Clock
  ids: Ids
}

/** What operators give an account beyond its terms. */
export function makeFavours({ store, find, clock, ids }: FavourPorts): Favours {
  return {
    async refundCall({ userId, address }, requestId, { account, reason }) {
      const found = await find(requestId, account)
      if (!found.ok) {
        const made = requestId.startsWith('req_') ? timeOfId(requestId) : Number.NaN
        if (found.code !== 'NOT_FOUND' || Number.isNaN(made)) return found
        return (await store.isArchived(dayOf(made))) ? failed('CALL_ARCHIVED') : found
      }
      const { id, accountId, at, outcome, credits } = found.value
      if (outcome === UNDER_WAY) return failed('CALL_UNDER_WAY')
      if (credits === 0) return failed('NOTHING_CHARGED')
      const now = clock()
      const period = periodAt('month', at).name
      const refund: GivenBack = { requestId: id, accountId, period, credits, reason, createdAt: now }
      const event = { id: ids('evt'), at: now, actorId: userId, accountId, target: id, address }
      const detail = { period, credits, reason }
      const isNew = await store.refund(
        { ...refund, givenBy: userId, at },
        { ...event, action: 'call.refunded', detail },
      )
      return isNew ? ok(refund) : failed('ALREADY_REFUNDED')
    },

    async giveCredit({ userId, address }, accountId, { amountMinor, currency, reason }) {
      const now = clock()
      const id = ids('cred')
      const credit: AccountCredit = {
        ...{ id, accountId, kind: 'goodwill', amountMinor, usedMinor: 0, currency, reason, createdAt: now },
      }
      const event = { id: ids('evt'), at: now, actorId: userId, accountId, target: id, address }
      const detail = { amount: amountMinor, currency, reason }
      const given = await store.credit({ ...credit, givenBy: userId }, { ...event, action: 'credit.given', detail })
      if (given === 'given') return ok(credit)
      return failed(given === 'missing' ? 'NOT_FOUND' : 'CURRENCY_MISMATCH')
    },
  }
}
