import type { Clock } from '../../clock.ts'
import { failed, ok } from '../../failures.ts'
import type { Ids } from '../../ids.ts'
import { decimalOf } from '../amount-text.ts'
import { billNumber, outstanding } from '../bill.ts'
import { makeCards } from './cards.ts'
import { detailOf, eventsOf } from './events.ts'
import { makeVouchers, notOwed } from './make-vouchers.ts'
import type { Paying } from './paying.ts'
import type { CardProvider } from './provider.ts'
import { makeRefunds } from './refunds.ts'
import type { CheckoutStore, PaymentStore, RefundStore, VoucherFiles, VoucherStore } from './store.ts'

export interface PayingPorts {
  store: PaymentStore & CheckoutStore & RefundStore & VoucherStore
  /** Null where card payments are not set up. */
  provider: CardProvider | null
  bankDetails: string
  files: VoucherFiles
  /** Puts the account's saved changes in force; false when that must wait. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
}

/** The verbs about paying bills. */
export function makePaying({ store, provider, bankDetails, files, push, clock, ids }: PayingPorts): Paying {
  const event = eventsOf(clock, ids)
  const { resume, takeOver, refund } = makeRefunds({ provider, store, event, clock, ids })
  return {
    ...makeCards({ provider, store, refunds: { resume, takeOver, refund }, push, event, clock, ids }),
    ...makeVouchers({ store, files, isOffered: bankDetails !== '', push, event, clock, ids }),
    ways: { card: provider !== null, bankDetails },
    refund,
    payment: store.payment,

    async resume(billId) {
      await resume({ billId })
    },

    async standing(accountId, billId) {
      const owned = await store.bill(accountId, billId)
      if (!owned) return null
      const [payments, vouchers] = await Promise.all([store.payments(billId), store.vouchersOf(billId)])
      const { bill } = owned
      const owed = outstanding(bill)
      const [number, owedText] = [billNumber(bill.number ?? 0), decimalOf(owed, bill.currency)]
      return { ...owned, number, owed, owedText, payments, vouchers }
    },

    async markPaid(operator, billId, { amountMinor, note }) {
      const owned = await store.bill(null, billId)
      if (!owned) return failed('NOT_FOUND')
      const { bill, account } = owned
      const payment = {
        id: ids('pay'),
        accountId: account.id,
        billId,
        method: 'manual' as const,
        amountMinor,
        currency: bill.currency,
        reference: null,
        note,
        recordedBy: operator.userId,
        paidAt: clock(),
      }
      const by = { ...operator, accountId: account.id }
      const said = event(by, 'payment.recorded', payment.id, detailOf(payment))
      if (!(await store.recordOwed(payment, said))) return notOwed((await store.bill(null, billId)) ?? owned)
      const value = { ...payment, refundedMinor: 0, refunds: [], leftMinor: amountMinor }
      return ok({ value, inForce: await push(account) })
    },
  }
}
