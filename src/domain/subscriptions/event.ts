import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Ids } from '../ids.ts'
import type { Actor } from '../keys/keys.ts'

/** What a member did about their account's plan or money. */
export const eventBy = (
  actor: Actor,
  ids: Ids,
  action: AuditAction,
  target: string,
  at: number,
  detail: Record<string, unknown> = {},
): AuditEvent => ({
  id: ids('evt'),
  at,
  actorId: actor.userId,
  accountId: actor.accountId,
  action,
  target,
  detail,
  address: actor.address,
})
