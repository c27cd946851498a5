import { sql } from 'drizzle-orm'
import type { Home } from '../domain/people/store.ts'
import { FREE } from '../domain/plans/plan.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { accounts, memberships, meterMarks, meterPushes } from './schema.ts'

/** The plan that newcomers get. */
export const NEWEST_FREE = sql<string>`(SELECT id FROM plans WHERE key = ${sql.raw(`'${FREE}'`)} ORDER BY version DESC LIMIT 1)`

/** The account that a user has been in for longest, `but` another; null in SQL when there is none. */
export const oldestAccountOf = (userId: string, but = '') =>
  sql<string>`(SELECT o.account_id FROM memberships o WHERE o.user_id = ${userId} AND o.account_id <> ${but}
    ORDER BY o.created_at, o.account_id LIMIT 1)`

/** The statements that give a user without any account one of their own; the first changes a row when they had none. */
export function homeStatements(db: Database, userId: string, { account: { id, name, tag }, event }: Home) {
  const hasNone = sql`NOT EXISTS (SELECT 1 FROM memberships o WHERE o.user_id = ${userId})`
  const isMade = sql`EXISTS (SELECT 1 FROM ${accounts} WHERE ${accounts.id} = ${id})`
  const createdAt = event.at
  return [
    insertWhen(db, accounts, { id, name, tag, planId: NEWEST_FREE, createdAt }, hasNone),
    insertWhen(db, memberships, { accountId: id, userId, role: 'owner', createdAt }, isMade),
    insertWhen(db, meterMarks, { accountId: id }, isMade),
    insertWhen(db, meterPushes, { accountId: id, tag, revision: 1, createdAt }, isMade),
    recordEvent(db, event, isMade),
  ] as const
}
