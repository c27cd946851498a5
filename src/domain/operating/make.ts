import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { Operating, OperatorRef } from './operating.ts'
import type { Concerned, OperatingStore } from './store.ts'

export interface OperatingPorts {
  store: OperatingStore
  /** Puts an account in force in its meter; false when it could not be reached. */
  push: (account: Concerned) => Promise<boolean>
  clock: Clock
  ids: Ids
}

/**
 * Operators' verbs over these ports. Doing what is done already changes nothing and is no failure; it pushes again, since
 * an earlier push may not have been confirmed.
 */
export function makeOperating({ store, push, clock, ids }: OperatingPorts): Operating {
  const event = (
    operator: OperatorRef,
    action: AuditAction,
    target: string,
    accountId: string | null,
    reason: string | null,
  ): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: operator.userId,
    accountId,
    action,
    target,
    detail: reason === null ? {} : { reason },
    address: operator.address,
  })
  const pushAll = async (accounts: Concerned[]) => (await Promise.all(accounts.map(push))).every(Boolean)

  async function setAccount(
    operator: OperatorRef,
    id: string,
    reason: string | null,
  ): ReturnType<Operating['suspendAccount']> {
    if (!(await store.account(id))) return failed('NOT_FOUND')
    const action = reason === null ? 'account.reactivated' : 'account.suspended'
    const concerned = await store.setAccountStanding(id, { reason, event: event(operator, action, id, id, reason) })
    const inForce = await pushAll(concerned)
    const value = await store.account(id)
    return value ? ok({ value, inForce }) : failed('NOT_FOUND')
  }

  async function setUser(
    operator: OperatorRef,
    id: string,
    reason: string | null,
  ): ReturnType<Operating['suspendUser']> {
    if (id === operator.userId) return failed('FORBIDDEN')
    if (!(await store.user(id))) return failed('NOT_FOUND')
    const action = reason === null ? 'user.reactivated' : 'user.suspended'
    const standing = { reason, event: event(operator, action, id, null, reason) }
    const inForce = await pushAll(await store.setUserStanding(id, standing, () => ids('evt')))
    const value = await store.user(id)
    return value ? ok({ value, inForce }) : failed('NOT_FOUND')
  }

  return {
    accounts: (request) => store.accounts(request),
    account: (id) => store.account(id),
    users: (request) => store.users(request),
    user: (id) => store.user(id),
    suspendAccount: (operator, id, reason) => setAccount(operator, id, reason),
    reactivateAccount: (operator, id) => setAccount(operator, id, null),
    suspendUser: (operator, id, reason) => setUser(operator, id, reason),
    reactivateUser: (operator, id) => setUser(operator, id, null),
  }
}
