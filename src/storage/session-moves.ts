import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { AuditEvent } from '../domain/audit.ts'
import type { SessionMove } from '../domain/teams/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { sessions } from './schema.ts'

const ownSession = (userId: string, { idHash }: SessionMove) =>
  and(eq(sessions.idHash, idHash), eq(sessions.userId, userId))

/** Holds while a session is its user's and has not been ended or put under another hash. */
export const sessionHolds = (userId: string, move: SessionMove): SQL =>
  sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${ownSession(userId, move)})`

/** The statement that puts a session under another hash, in another account. */
export const sessionMoved = (db: Database, userId: string, accountId: string, move: SessionMove, when: SQL) =>
  db
    .update(sessions)
    .set({ idHash: move.newHash, accountId, seenAt: move.now })
    .where(and(ownSession(userId, move), when))

/** Moves a session to another account of its user; whether they are a member there. */
export async function moveSession(
  db: Database,
  userId: string,
  accountId: string,
  move: SessionMove,
  event: AuditEvent,
): Promise<boolean> {
  const isMember = sql`EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = ${accountId} AND m.user_id = ${userId})`
  const [, moved] = await db.batch([
    recordEvent(db, event, sql`${isMember} AND ${sessionHolds(userId, move)}`),
    sessionMoved(db, userId, accountId, move, isMember),
  ])
  return moved.meta.changes > 0
}
