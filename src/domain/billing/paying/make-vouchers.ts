import { encodeHexLowerCase } from '@oslojs/encoding'
import type { Clock } from '../../clock.ts'
import { failed, ok, type Result } from '../../failures.ts'
import type { Ids } from '../../ids.ts'
import { outstanding } from '../bill.ts'
import { detailOf, type EventOf } from './events.ts'
import type { Paying } from './paying.ts'
import type { OwnedBill } from './payments.ts'
import type { PaymentStore, VoucherFiles, VoucherStore } from './store.ts'
import { typeOf } from './voucher-file.ts'
import { MOST_OF_BILL, MOST_VOUCHER_BYTES } from './vouchers.ts'

export interface VoucherPorts {
  store: PaymentStore & VoucherStore
  files: VoucherFiles
  /** Whether this service takes transfers. */
  isOffered: boolean
  push: (account: { id: string; tag: string }) => Promise<boolean>
  event: EventOf
  clock: Clock
  ids: Ids
}

const A_DAY = 86_400_000

type Vouchers = Pick<Paying, 'upload' | 'file' | 'vouchers' | 'voucher' | 'approve' | 'refuse'>

/** Why an open bill does not take so much, or is none that is open. */
export function notOwed({ bill }: OwnedBill): Result<never> {
  const limit = outstanding(bill)
  if (limit === 0) return failed('BILL_NOT_OPEN')
  return failed('VALIDATION_FAILED', [{ field: 'amount_minor', problem: 'too_large', limit }])
}

/** Transfers that an account shows by a file, and what operators make of them. */
export function makeVouchers(ports: VoucherPorts): Vouchers {
  const { store, files, isOffered, push, event, clock, ids } = ports
  return {
    async upload(actor, billId, bytes) {
      const { accountId } = actor
      const owned = isOffered ? await store.bill(accountId, billId) : null
      if (!owned) return failed('NOT_FOUND')
      if (outstanding(owned.bill) === 0) return failed('BILL_NOT_OPEN')
      if ((await store.vouchersOf(billId)).length >= MOST_OF_BILL) return failed('TOO_MANY_VOUCHERS')
      if (bytes.length > MOST_VOUCHER_BYTES) {
        return failed('VALIDATION_FAILED', [{ field: 'file', problem: 'file_size', limit: MOST_VOUCHER_BYTES }])
      }
      const type = typeOf(bytes)
      if (type === null) return failed('VALIDATION_FAILED', [{ field: 'file', problem: 'voucher_file' }])
      const id = ids('vch')
      const object = `vouchers/${accountId}/${id}`
      const digest = encodeHexLowerCase(
        new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)),
      )
      // The file first: a row without one would be a voucher that nobody can look at.
      await files.put(object, bytes, type)
      const voucher = {
        id,
        accountId,
        billId,
        object,
        type,
        bytes: bytes.length,
        digest,
        state: 'pending' as const,
        reason: null,
        uploadedAt: clock(),
        reviewedAt: null,
      }
      const detail = { bill: billId, type, bytes: bytes.length, sha256: digest }
      if (await store.addVoucher(voucher, actor.userId, event(actor, 'voucher.uploaded', id, detail)))
        return ok(voucher)
      await files.remove(object)
      return failed('TOO_MANY_VOUCHERS')
    },

    async file(voucherId, of) {
      const voucher = await store.voucher(voucherId, of)
      const body = voucher && (await files.open(voucher.object))
      return voucher && body ? { voucher, body } : null
    },

    vouchers: store.vouchers,
    voucher: (id) => store.voucher(id, null),

    async approve(operator, id, { amountMinor, paidAt }) {
      // A day's date may be tomorrow's where the day begins early.
      if (paidAt > clock() + A_DAY) {
        return failed('VALIDATION_FAILED', [{ field: 'paid_at', problem: 'in_the_future' }])
      }
      const voucher = await store.voucher(id, null)
      const owned = voucher && (await store.bill(null, voucher.billId))
      if (!owned) return failed('NOT_FOUND')
      const { accountId, billId } = voucher
      const payment = {
        id: ids('pay'),
        accountId,
        billId,
        method: 'bank_transfer' as const,
        amountMinor,
        currency: owned.bill.currency,
        reference: id,
        note: null,
        recordedBy: operator.userId,
        paidAt,
      }
      const detail = { ...detailOf(payment), voucher: id }
      const approved = await store.approve(
        payment,
        event({ ...operator, accountId }, 'payment.recorded', payment.id, detail),
      )
      const after = await store.voucher(id, null)
      if (!approved || !after) {
        if (after?.state !== 'pending') return failed('VOUCHER_REVIEWED')
        return notOwed((await store.bill(null, billId)) ?? owned)
      }
      return ok({ value: after, inForce: await push(owned.account) })
    },

    async refuse(operator, id, reason) {
      const voucher = await store.voucher(id, null)
      if (!voucher) return failed('NOT_FOUND')
      const by = { ...operator, accountId: voucher.accountId }
      const refused = await store.refuse(id, reason, event(by, 'voucher.refused', id, { bill: voucher.billId, reason }))
      const after = await store.voucher(id, null)
      return refused && after ? ok(after) : failed('VOUCHER_REVIEWED')
    },
  }
}
