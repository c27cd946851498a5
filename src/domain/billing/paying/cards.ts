import type { Clock } from '../../clock.ts'
import { failed, ok, type Result } from '../../failures.ts'
import type { Ids } from '../../ids.ts'
import { outstanding } from '../bill.ts'
import { detailOf, type EventOf, itself } from './events.ts'
import type { OpenCheckout, Paying } from './paying.ts'
import type { CardProvider, ProviderCheckout, ProviderEvent } from './provider.ts'
import type { Refunds } from './refunds.ts'
import type { Checkout, CheckoutStore, PaymentStore } from './store.ts'

export interface CardPorts {
  /** Null where card payments are not set up. */
  provider: CardProvider | null
  store: PaymentStore & CheckoutStore
  refunds: Refunds
  push: (account: { id: string; tag: string }) => Promise<boolean>
  event: EventOf
  clock: Clock
  ids: Ids
}

type Cards = Pick<Paying, 'openCheckout' | 'refresh' | 'hear'>

/** A way out that ends sooner is not given out again. */
const MARGIN = 10 * 60_000

/** What of a paid checkout is not what was asked for; null when all that the provider knows of it is. */
function mismatch(asked: Checkout, seen: ProviderCheckout): string | null {
  if (seen.billId !== asked.billId) return 'bill'
  if (seen.accountId !== asked.accountId) return 'account'
  if (seen.currency !== asked.currency) return 'currency'
  if (seen.amountMinor !== asked.amountMinor) return 'amount'
  return seen.method === null || seen.method === 'card' ? null : 'method'
}

/** Paying by card. What the provider tells is a hint: what counts is what it says when it is asked. */
export function makeCards({ provider, store, refunds, push, event, clock, ids }: CardPorts): Cards {
  /** Sees what has become of a checkout, and records its payment once, whoever else sees it at the same time. */
  async function see(cards: CardProvider, id: string): Promise<Result<string>> {
    const asked = await store.checkout(id)
    if (!asked) return ok('unknown')
    const found = await cards.checkout(id)
    if (!found.ok) return found.code === 'NOT_FOUND' ? ok('gone') : found
    const seen = found.value
    if (!seen.isPaid) {
      if (seen.state === 'expired') await store.endCheckout(id, clock())
      return ok(seen.state === 'expired' ? 'expired' : 'unpaid')
    }
    const wrong = mismatch(asked, seen)
    if (wrong !== null) {
      const detail = { checkout: id, problem: wrong }
      await store.refuseCheckout(id, event(itself(asked.accountId), 'payment.refused', asked.billId, detail))
      return ok(`refused: ${wrong}`)
    }
    // Paid a moment ago: the provider has not said by what yet, and must tell again.
    if (seen.method === null || seen.reference === null) return failed('PROVIDER_UNAVAILABLE')
    return record(asked, seen.reference)
  }

  async function record(asked: Checkout, reference: string): Promise<Result<string>> {
    const { accountId, billId, amountMinor, currency } = asked
    const payment = {
      id: ids('pay'),
      accountId,
      billId,
      method: 'card' as const,
      amountMinor,
      currency,
      reference,
      note: null,
      recordedBy: null,
      paidAt: clock(),
    }
    const said = event(itself(accountId), 'payment.recorded', payment.id, detailOf(payment))
    const isNew = await store.recordMoved(payment, asked.id, ids('rfd'), said)
    const owned = isNew ? await store.bill(accountId, billId) : null
    if (owned) await push(owned.account)
    // Also of one that was recorded before: what was killed behind it goes on here.
    const known = await store.paymentByReference(reference)
    if (!known) throw new Error('a payment that was recorded is gone')
    // That money was given back may have been told before its payment was known.
    const taken = await refunds.takeOver(known)
    const sent = taken.ok ? await refunds.resume({ paymentId: known.id }) : taken
    return sent.ok ? ok(isNew ? 'recorded' : 'known') : sent
  }

  async function takeOver(cards: CardProvider, kind: 'charge' | 'refund', id: string): Promise<Result<string>> {
    const reference = await cards.paymentOf(kind, id)
    if (!reference.ok) return reference.code === 'NOT_FOUND' ? ok('gone') : reference
    const payment = reference.value === null ? null : await store.paymentByReference(reference.value)
    if (!payment) return ok('unknown')
    const taken = await refunds.takeOver(payment)
    return taken.ok ? ok('refunds') : taken
  }

  function act(cards: CardProvider, { type, objectId }: ProviderEvent): Promise<Result<string>> {
    if (type.startsWith('checkout.session.')) return see(cards, objectId)
    if (type === 'charge.refunded') return takeOver(cards, 'charge', objectId)
    if (type.startsWith('refund.')) return takeOver(cards, 'refund', objectId)
    return Promise.resolve(ok('ignored'))
  }

  return {
    async openCheckout(actor, billId, back) {
      if (!provider) return failed('NOT_FOUND')
      const { accountId } = actor
      const owned = await store.bill(accountId, billId)
      if (!owned) return failed('NOT_FOUND')
      const owed = outstanding(owned.bill)
      if (owed === 0) return failed('BILL_NOT_OPEN')
      const before = await store.checkouts(billId)
      const { currency } = owned.bill
      const same = before.find(
        (one) =>
          one.endedAt === null &&
          one.amountMinor === owed &&
          one.currency === currency &&
          one.expiresAt > clock() + MARGIN,
      )
      const still = same && (await provider.checkout(same.id))
      if (still?.ok && still.value.isPaid) {
        await see(provider, still.value.id)
        return failed('BILL_NOT_OPEN')
      }
      if (still?.ok && still.value.url !== null) return ok(openOf(still.value, still.value.url, owed, currency))
      // However often it is asked for at once, the provider opens one: until it is kept here, the key is the same.
      const key = `checkout-${billId}-${owed}-${currency}-${before.length}`
      const opened = await provider.open({ ...back, key, billId, accountId, amountMinor: owed, currency })
      if (!opened.ok) return opened
      const { id, url, expiresAt } = opened.value
      if (url === null) return failed('PROVIDER_UNAVAILABLE')
      await store.addCheckout(
        { id, accountId, billId, amountMinor: owed, currency, openedBy: actor.userId, openedAt: clock(), expiresAt },
        event(actor, 'checkout.opened', billId, { checkout: id, amount_minor: owed, currency }),
      )
      return ok(openOf(opened.value, url, owed, currency))
    },

    async refresh(billId) {
      if (!provider) return
      const newest = (await store.checkouts(billId)).find(({ endedAt }) => endedAt === null)
      if (newest) await see(provider, newest.id)
    },

    async hear(told) {
      if (!provider) return failed('NOT_FOUND')
      if (await store.knowsEvent(told.id)) return ok('heard')
      const done = await act(provider, told)
      if (done.ok) {
        await store.keepEvent({ id: told.id, type: told.type, receivedAt: clock(), outcome: done.value })
      }
      return done
    },
  }
}

const openOf = (
  { id, expiresAt }: ProviderCheckout,
  url: string,
  amountMinor: number,
  currency: string,
): OpenCheckout => ({ id, url, amountMinor, currency, expiresAt })
