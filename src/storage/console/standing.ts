import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { AuditAction, AuditEvent } from '../../domain/audit.ts'
import type { Concerned, Standing } from '../../domain/operating/store.ts'
import { recordEvent } from '../audit.ts'
import { meterChange } from '../changes.ts'
import type { Database } from '../database.ts'
import { accounts, memberships, sessions, users } from '../schema.ts'

type Status = 'active' | 'suspended'
type Statements = [BatchItem<'sqlite'>, ...BatchItem<'sqlite'>[]]
const statusOf = ({ reason }: Standing): Status => (reason === null ? 'active' : 'suspended')
const opposite = (status: Status): Status => (status === 'active' ? 'suspended' : 'active')

/** The statements that change an account's status, for a batch; nothing but its revision changes when `only` does not hold. */
function accountStatements(db: Database, id: string, standing: Standing, only?: SQL): Statements {
  const status = statusOf(standing)
  const changes = and(eq(accounts.id, id), eq(accounts.status, opposite(status)), only)
  const { raise, note } = meterChange(db, id, standing.event.at)
  return [
    recordEvent(db, standing.event, sql`EXISTS (SELECT 1 FROM ${accounts} WHERE ${changes})`),
    db.update(accounts).set({ status, suspendedReason: standing.reason }).where(changes),
    raise,
    note,
  ]
}

/** Suspends or reactivates an account. */
export async function setAccountStanding(db: Database, id: string, standing: Standing): Promise<Concerned[]> {
  await db.batch(accountStatements(db, id, standing))
  return db.select({ id: accounts.id, tag: accounts.tag }).from(accounts).where(eq(accounts.id, id))
}

/** Accounts that nobody else who can sign in owns. */
const onlyOwnedBy = (
  userId: string,
) => sql`${memberships.userId} = ${userId} AND ${memberships.role} = 'owner' AND NOT EXISTS (
  SELECT 1 FROM memberships o JOIN users u ON u.id = o.user_id AND u.status = 'active'
  WHERE o.account_id = ${memberships.accountId} AND o.role = 'owner' AND o.user_id <> ${userId})`

/** Whether the last suspension of an account came with that of this user. */
const suspendedWith = (userId: string) => sql`${userId} = (
  SELECT e.detail ->> 'with' FROM audit_events e WHERE e.account_id = ${accounts.id} AND e.action = 'account.suspended'
  ORDER BY e.at DESC, e.id DESC LIMIT 1)`

/**
 * Suspends or reactivates a user. Either way their sessions end; their own accounts follow. Each account's event names the
 * user, so that their reactivation gives back what went with them and leaves alone what was suspended by itself.
 */
export async function setUserStanding(
  db: Database,
  id: string,
  standing: Standing,
  eventId: () => string,
): Promise<Concerned[]> {
  const status = statusOf(standing)
  const own = await db
    .select({ id: accounts.id, tag: accounts.tag })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(onlyOwnedBy(id))
  const changes = and(eq(users.id, id), eq(users.status, opposite(status)))
  const action: AuditAction = status === 'active' ? 'account.reactivated' : 'account.suspended'
  const { event, reason } = standing
  await db.batch([
    recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${users} WHERE ${changes})`),
    db.update(users).set({ status, suspendedReason: reason }).where(changes),
    db.delete(sessions).where(eq(sessions.userId, id)),
    ...own.flatMap((account) => {
      const detail = { ...event.detail, with: id }
      const ownEvent: AuditEvent = {
        ...event,
        id: eventId(),
        action,
        accountId: account.id,
        target: account.id,
        detail,
      }
      return accountStatements(
        db,
        account.id,
        { reason, event: ownEvent },
        status === 'active' ? suspendedWith(id) : undefined,
      )
    }),
  ])
  return own
}
