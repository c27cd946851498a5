import { type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'

/** What an account's plan in force says in a column, as a value in SQL. */
const ofPlan = (accountId: string, column: 'max_keys' | 'max_members'): SQL<number | null> =>
  sql`(SELECT p.${sql.raw(column)} FROM accounts a JOIN plans p ON p.id = a.plan_id WHERE a.id = ${accountId})`

const isBelow = (count: SQL, accountId: string, column: 'max_keys' | 'max_members'): SQL => {
  const most = ofPlan(accountId, column)
  return sql`(${most} IS NULL OR ${count} < ${most})`
}

/** Holds while an account may have one key more besides those that are not over, not counting `but`. */
export const hasRoomForKey = (accountId: string, now: number, but = ''): SQL =>
  isBelow(
    sql`(SELECT count(*) FROM api_keys k WHERE k.account_id = ${accountId} AND k.id <> ${but}
      AND k.status <> 'revoked' AND (k.expires_at IS NULL OR k.expires_at > ${now}))`,
    accountId,
    'max_keys',
  )

/** Holds while an account may have one member more besides those that it has, and as many `others`. */
export const hasRoomForMember = (accountId: string, others: SQL = sql`0`): SQL =>
  isBelow(
    sql`(SELECT count(*) FROM memberships m WHERE m.account_id = ${accountId}) + ${others}`,
    accountId,
    'max_members',
  )

async function most(db: Database, accountId: string, column: 'max_keys' | 'max_members'): Promise<number | null> {
  const row = await db.get<{ most: number | null } | undefined>(sql`SELECT ${ofPlan(accountId, column)} AS most`)
  return row?.most ?? null
}

/** As many keys as an account's plan in force allows; null for as many as there are. */
export const mostKeys = (db: Database, accountId: string) => most(db, accountId, 'max_keys')
/** As many members. */
export const mostMembers = (db: Database, accountId: string) => most(db, accountId, 'max_members')
