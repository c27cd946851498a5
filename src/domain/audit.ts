/** What is recorded of an account by those who use it. */
export const ACCOUNT_ACTIONS = [
  'user.registered',
  'session.opened',
  'session.closed',
  'session.renewed',
  'session.ended',
  'sessions.ended',
  'key.created',
  'key.renamed',
  'key.revoked',
] as const

/** What operators do to an account. */
export const OPERATOR_ACTIONS = ['account.suspended', 'account.reactivated'] as const

/** What operators do to the service and its people; it is in no account's log. */
export const SERVICE_ACTIONS = [
  'user.suspended',
  'user.reactivated',
  'route.created',
  'route.changed',
  'route.removed',
] as const

export type AuditAction =
  | (typeof ACCOUNT_ACTIONS)[number]
  | (typeof OPERATOR_ACTIONS)[number]
  | (typeof SERVICE_ACTIONS)[number]

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
