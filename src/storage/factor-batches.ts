import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { AddedAs, Addition } from '../domain/people/factors/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { type passkeys, recoveryCodes, type secondFactors, sessions } from './schema.ts'

/** Holds while a user has a second factor in force. */
export const hasFactor = (userId: string): SQL => sql`(
  EXISTS (SELECT 1 FROM second_factors WHERE user_id = ${userId} AND confirmed_at IS NOT NULL)
  OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = ${userId}))`

/** Holds while a table has such a row. */
export const exists = (
  table: typeof secondFactors | typeof passkeys | typeof recoveryCodes | typeof sessions,
  where?: SQL,
) => sql`EXISTS (SELECT 1 FROM ${table} WHERE ${where})`

/** The statement that puts hashes of recovery codes in force. */
export const insertCodes = (db: Database, userId: string, codes: string[], now: number, when: SQL) =>
  db
    .insert(recoveryCodes)
    .select(sql`SELECT value, ${userId}, NULL, ${now} FROM json_each(${JSON.stringify(codes)}) WHERE ${when}`)

/**
 * The batch of a new factor: `holds` while it may be added and the session that asks is there; `act` adds it, last, when that
 * holds.
 */
export async function addFactor(
  db: Database,
  addition: Addition,
  may: SQL,
  act: (holds: SQL) => BatchItem<'sqlite'>,
): Promise<AddedAs> {
  const { userId, sessionId, event, endedEvent, codes, codesEvent, now } = addition
  const holds = sql`${may} AND ${exists(sessions, and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))}`
  const first = sql`${holds} AND NOT ${hasFactor(userId)}`
  const others = and(eq(sessions.userId, userId), ne(sessions.id, sessionId))
  const [, , , , made, added] = await db.batch([
    recordEvent(db, event, holds),
    recordEvent(db, endedEvent, sql`${first} AND ${exists(sessions, and(others, eq(sessions.half, false)))}`),
    db.delete(sessions).where(and(others, first)),
    recordEvent(db, codesEvent, first),
    insertCodes(db, userId, codes, now, first),
    act(holds),
  ])
  if ((added as D1Result).meta.changes === 0) return null
  return made.meta.changes > 0 ? 'first' : 'further'
}

/** The batch that takes a factor away; with the last one the recovery codes go. */
export async function removeFactor(
  db: Database,
  userId: string,
  removed: BatchItem<'sqlite'>,
  event: BatchItem<'sqlite'>,
): Promise<boolean> {
  const [, gone] = await db.batch([
    event,
    removed,
    db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), sql`NOT ${hasFactor(userId)}`)),
  ])
  return (gone as D1Result).meta.changes > 0
}
