import { sql } from 'drizzle-orm'
import type { Home } from '../domain/people/store.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { accounts } from './schema.ts'

export const NEWEST_FREE = sql<string>`(SELECT id FROM plans WHERE key = 'free' ORDER BY version DESC LIMIT 1)`

/** The account that a user has been in for longest, `but` another; null in SQL when there is none. */
export const oldestAccountOf = (userId: string, but = '') =>
  sql<string>`(SELECT o.account_id FROM memberships o WHERE o.user_id = ${userId} AND o.account_id <> ${but}
    ORDER BY o.created_at, o.account_id LIMIT 1)`

/** The statements that give a user without any account one of their own; the first changes a row when they had none. */
export function homeStatements(db: Database, userId: string, { account: { id, name, tag }, event }: Home) {
  const isMade = sql`${accounts} WHERE ${accounts.id} = ${id}`
  return [
    db.run(sql`INSERT INTO accounts (id, name, tag, plan_id, created_at)
      SELECT ${id}, ${name}, ${tag}, ${NEWEST_FREE}, ${event.at}
      WHERE NOT EXISTS (SELECT 1 FROM memberships o WHERE o.user_id = ${userId})`),
    db.run(sql`INSERT INTO memberships (account_id, user_id, role, created_at)
      SELECT id, ${userId}, 'owner', ${event.at} FROM ${isMade}`),
    db.run(sql`INSERT INTO meter_marks (account_id) SELECT id FROM ${isMade}`),
    db.run(sql`INSERT INTO meter_pushes (account_id, tag, revision, created_at)
      SELECT id, tag, revision, ${event.at} FROM ${isMade}`),
    recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${isMade})`),
  ] as const
}
