/** Who did what to whom: written in the same batch as the act, never changed, never deleted. */
export interface AuditEvent {
  /** `evt_…` */
  id: string
  /** UTC ms. */
  at: number
  /** The user who acted; null for the system. */
  actorId: string | null
  accountId: string | null
  /** `account.suspended`, `key.created`, … */
  action: string
  /** The id of what it was done to. */
  target: string
  /** Never a secret. */
  detail?: Record<string, unknown>
  address: string | null
}
