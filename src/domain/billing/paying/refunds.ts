import type { Clock } from '../../clock.ts'
import { failed, ok, type Result } from '../../failures.ts'
import type { Ids } from '../../ids.ts'
import { type EventOf, itself } from './events.ts'
import type { Paying } from './paying.ts'
import { SYSTEM_REASONS } from './payments.ts'
import type { CardProvider, ProviderRefund } from './provider.ts'
import type { PaymentStore, RefundOf, RefundStore } from './store.ts'

export interface RefundPorts {
  provider: CardProvider | null
  store: PaymentStore & RefundStore
  event: EventOf
  clock: Clock
  ids: Ids
}

export interface Refunds extends Pick<Paying, 'refund'> {
  /** Sends those to the provider that it may not know yet. PROVIDER_UNAVAILABLE: they wait. */
  resume(of: { billId: string } | { paymentId: string }): Promise<Result<null>>
  /** Notes everything that the provider gave back of a payment, whoever asked it to. */
  takeOver(payment: RefundOf['payment']): Promise<Result<null>>
}

/** Money that is given back. A refund is noted before it is sent, so that none is sent that the payment does not hold. */
export function makeRefunds({ provider, store, event, clock, ids }: RefundPorts): Refunds {
  async function end(
    refund: RefundOf,
    status: 'done' | 'failed',
    by = itself(refund.payment.accountId),
  ): Promise<void> {
    const { id, amountMinor, reason, payment } = refund
    const detail = {
      payment: payment.id,
      bill: payment.billId,
      amount_minor: amountMinor,
      currency: payment.currency,
      reason,
    }
    const action = status === 'done' ? 'payment.refunded' : 'payment.refund_failed'
    await store.end(refund, status, event(by, action, id, detail))
  }

  async function follow(refund: RefundOf, { id, status }: ProviderRefund): Promise<void> {
    if (refund.reference === null) await store.name(refund.id, id)
    if (status !== 'pending' && status !== refund.status) await end(refund, status)
  }

  async function takeOver(payment: RefundOf['payment']): Promise<Result<null>> {
    if (!provider || payment.method !== 'card' || payment.reference === null) return ok(null)
    const given = await provider.refundsOf(payment.reference)
    if (!given.ok) return given
    for (const one of given.value) {
      const known = (await store.payment(payment.id))?.refunds ?? []
      const ours = known.find(({ id, reference }) => id === one.refundId || reference === one.id)
      const id = ours?.id ?? ids('rfd')
      if (!ours) {
        const { amountMinor, id: reference } = one
        const reason = SYSTEM_REASONS.provider
        await store.adopt({ id, paymentId: payment.id, amountMinor, reason, reference, createdAt: clock() })
      }
      const refund = await store.refund(id)
      if (refund) await follow(refund, one)
    }
    return ok(null)
  }

  async function send(refund: RefundOf): Promise<Result<null>> {
    const { id, amountMinor, payment } = refund
    if (!provider || payment.reference === null) return failed('PROVIDER_UNAVAILABLE')
    const { reference, currency } = payment
    const sent = await provider.refund({ id, reference, amountMinor, currency })
    if (sent.ok) await follow(refund, sent.value)
    else if (sent.code === 'PROVIDER_UNAVAILABLE') return sent
    else await end(refund, 'failed')
    return ok(null)
  }

  return {
    takeOver,

    async resume(of) {
      const waiting = await store.pendingRefunds(of)
      for (const { id, payment } of waiting) {
        // The provider forgets its keys after a day: what it has given back already is looked for first.
        const taken = await takeOver(payment)
        if (!taken.ok) return taken
        const refund = await store.refund(id)
        const sent = refund?.status === 'pending' && refund.reference === null ? await send(refund) : ok(null)
        if (!sent.ok) return sent
      }
      return ok(null)
    },

    async refund(operator, paymentId, { amountMinor, reason }) {
      const payment = await store.payment(paymentId)
      if (!payment) return failed('NOT_FOUND')
      const id = ids('rfd')
      const by = { ...operator, accountId: payment.accountId }
      const { billId, currency } = payment
      const detail = { payment: paymentId, bill: billId, amount_minor: amountMinor, currency, reason }
      const asked = await store.ask(
        { id, paymentId, amountMinor, reason, askedBy: operator.userId, createdAt: clock() },
        event(by, 'payment.refund_asked', id, detail),
      )
      if (!asked) {
        const limit = ((await store.payment(paymentId)) ?? payment).leftMinor
        return failed('VALIDATION_FAILED', [{ field: 'amount_minor', problem: 'too_large', limit }])
      }
      const refund = await store.refund(id)
      // A provider that is away fails nothing: it is kept, and who was told of a failure would ask for another.
      if (refund && payment.method === 'card') await send(refund)
      else if (refund) await end(refund, 'done', by)
      const after = await store.payment(paymentId)
      if (!after) return failed('NOT_FOUND')
      const status = after.refunds.find((one) => one.id === id)?.status
      return status === 'failed' ? failed('PROVIDER_REFUSED') : ok({ payment: after, isWaiting: status === 'pending' })
    },
  }
}
