import { and, desc, eq, lt, or, type SQL, sql } from 'drizzle-orm'
import type { AccountRow, PageRequest } from '../../domain/operating/operating.ts'
import type { Page } from '../../domain/page.ts'
import type { Database } from '../database.ts'
import { pageOf } from '../page.ts'
import { accountColumns, planColumns, SHOWN_ADDRESS } from '../rows.ts'
import { accounts, plans, users } from '../schema.ts'
import { holds } from './holds.ts'

const OLDEST_OWNER = sql`(SELECT m.user_id FROM memberships m
  WHERE m.account_id = accounts.id AND m.role = 'owner' ORDER BY m.created_at LIMIT 1)`
const ACTIVE_KEYS = sql<number>`(SELECT count(*) FROM api_keys k WHERE k.account_id = accounts.id AND k.status = 'active')`

async function select(db: Database, where: SQL | undefined, limit: number): Promise<AccountRow[]> {
  const rows = await db
    .select({
      account: accountColumns,
      plan: planColumns,
      owner: { id: users.id, username: users.username, email: SHOWN_ADDRESS },
      activeKeys: ACTIVE_KEYS,
    })
    .from(accounts)
    .innerJoin(plans, eq(plans.id, accounts.planId))
    .leftJoin(users, eq(users.id, OLDEST_OWNER))
    .where(where)
    .orderBy(desc(accounts.id))
    .limit(limit)
  return rows.map(({ account, ...rest }) => ({ ...account, ...rest }))
}

/** All accounts, newest first; `search` looks in their names and their oldest owner's. */
export async function listAccounts(db: Database, request: PageRequest): Promise<Page<AccountRow>> {
  const { search, cursor, limit } = request
  const where = and(
    search ? or(holds(accounts.name, search), holds(users.username, search), holds(users.email, search)) : undefined,
    cursor ? lt(accounts.id, cursor) : undefined,
  )
  return pageOf(await select(db, where, limit + 1), request)
}

export async function findAccount(db: Database, id: string): Promise<AccountRow | null> {
  const [row] = await select(db, eq(accounts.id, id), 1)
  return row ?? null
}
