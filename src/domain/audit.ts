import type { Page } from './page.ts'

/** What is recorded of an account by those who use it. */
const ACCOUNT_ACTIONS = [
  'user.registered',
  'user.address_verified',
  'user.address_change_asked',
  'user.address_changed',
  'user.address_released',
  'user.password_changed',
  'user.password_reset',
  'user.settings_changed',
  'session.opened',
  'session.closed',
  'session.renewed',
  'session.ended',
  'sessions.ended',
  'factor.added',
  'factor.renamed',
  'factor.removed',
  'recovery_codes.made',
  'recovery_code.used',
  'key.created',
  'key.renamed',
  'key.changed',
  'key.rotated',
  'key.revoked',
  'key.leaked',
  'token.created',
  'token.revoked',
  'account.created',
  'session.switched',
  'member.invited',
  'invitation.resent',
  'invitation.withdrawn',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'member.left',
  'ownership.handed_over',
  'account.renamed',
  'account.leak_response_changed',
  'account.exported',
  'account.deletion_asked',
  'account.deletion_withdrawn',
  'account.payment_required',
  'account.calls_restored',
  'account.erased',
  'bill.issued',
] as const

/** What operators do to an account, or in its name. */
const OPERATOR_ACTIONS = [
  'account.suspended',
  'account.reactivated',
  'route.tried',
  'usage.repaired',
  'bill.voided',
  'bill.uncollectible',
  'bill.reopened',
  'credit_note.issued',
  'call.refunded',
  'credit.given',
] as const

/** What operators do to the service and its people; it is in no account's log. */
const SERVICE_ACTIONS = [
  'user.suspended',
  'user.reactivated',
  'user.erased',
  'route.created',
  'route.changed',
  'route.removed',
  'period.closing_asked',
] as const

/** What an account's own log may hold. */
export const ACCOUNT_LOG = [...ACCOUNT_ACTIONS, ...OPERATOR_ACTIONS] as const

/** Everything that is recorded. */
export const AUDIT_ACTIONS = [...ACCOUNT_LOG, ...SERVICE_ACTIONS] as const

export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** Who did what to whom: written in the same batch as the act, never changed, never deleted. */
export interface AuditEvent {
  /** `evt_…` */
  id: string
  /** UTC ms. */
  at: number
  /** The user who acted; null for the system. */
  actorId: string | null
  accountId: string | null
  action: AuditAction
  /** The id of what it was done to. */
  target: string
  /** Never a secret. */
  detail?: Record<string, unknown>
  address: string | null
}

/** A service token, as events keep it in their detail, and it is read from there. */
export interface ActingToken {
  id: string
  name: string
}

/** An event as it is read. */
export interface AuditEntry {
  id: string
  at: number
  action: AuditAction
  by: 'user' | 'operators' | 'system'
  /** Null for the system; and in an account's own log for operators, who act as one. Without a name when the user is gone. */
  actor: { id: string; username: string | null } | null
  /** The service token with which a program acted for the actor; its name as it was then. */
  token: ActingToken | null
  account: { id: string; name: string | null } | null
  target: string
  detail: Record<string, unknown>
  address: string | null
}

/** Which events are asked for; empty text for all. */
export interface AuditRequest {
  action: AuditAction | ''
  cursor: string | null
  limit: number
}

export interface AuditSearch extends AuditRequest {
  /** A user's id, name or mail address. */
  actor: string
  /** An account's id or name. */
  account: string
  /** An id. */
  target: string
}

/** Reads what was recorded, newest first. */
export interface Audit {
  /** An account's own log. Who the operators are, and where they sit, is not in it. */
  ofAccount(accountId: string, request: AuditRequest): Promise<Page<AuditEntry>>
  /** All accounts' and the service's. For operators. */
  all(search: AuditSearch): Promise<Page<AuditEntry>>
}

const isByOperators = (action: AuditAction): boolean =>
  [...OPERATOR_ACTIONS, ...SERVICE_ACTIONS].some((known) => known === action)

/** Whose doing an event is. */
export const doneBy = ({ action, actorId }: Pick<AuditEvent, 'action' | 'actorId'>): AuditEntry['by'] =>
  actorId === null ? 'system' : isByOperators(action) ? 'operators' : 'user'

/** An event as an account's own people see it: who of the operators acted, and from where, is the operators' business. */
export const asMembersSee = (entry: AuditEntry): AuditEntry =>
  entry.by === 'operators' ? { ...entry, actor: null, address: null } : entry

/** The log's verbs over its store. */
export const makeAudit = (store: Audit): Audit => ({
  async ofAccount(accountId, request) {
    const { items, next } = await store.ofAccount(accountId, request)
    return { items: items.map(asMembersSee), next }
  },
  all: store.all,
})
