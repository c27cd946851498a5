import type { AuditAction, AuditEvent } from '../../audit.ts'
import type { Clock } from '../../clock.ts'
import type { Ids } from '../../ids.ts'
import type { NewPayment } from './store.ts'

/** Who acts, and in which account: an operator, a member, or with nulls the service itself. */
interface By {
  userId: string | null
  address: string | null
  accountId: string
}

export type EventOf = (by: By, action: AuditAction, target: string, detail?: Record<string, unknown>) => AuditEvent

/** Makes events about payments. */
export const eventsOf =
  (clock: Clock, ids: Ids): EventOf =>
  ({ userId, address, accountId }, action, target, detail = {}) => ({
    id: ids('evt'),
    at: clock(),
    actorId: userId,
    accountId,
    action,
    target,
    detail,
    address,
  })

/** Nobody in particular: the service, or the provider. */
export const itself = (accountId: string): By => ({ userId: null, address: null, accountId })

/** What is recorded of a payment, for its account too: an operator's note is not. */
export const detailOf = ({ billId, method, amountMinor, currency }: NewPayment) => ({
  bill: billId,
  method,
  amount_minor: amountMinor,
  currency,
})
