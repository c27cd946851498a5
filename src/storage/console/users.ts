import { and, desc, eq, lt, or, type SQL, sql } from 'drizzle-orm'
import type { PageRequest, UserRow } from '../../domain/operating/operating.ts'
import type { Page } from '../../domain/page.ts'
import type { Database } from '../database.ts'
import { pageOf } from '../page.ts'
import { SHOWN_ADDRESS, userColumns } from '../rows.ts'
import { users } from '../schema.ts'
import { holds } from './holds.ts'

const ACCOUNTS = sql<
  UserRow['accounts']
>`(SELECT json_group_array(json_object('id', a.id, 'name', a.name, 'role', m.role) ORDER BY m.created_at)
  FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.user_id = users.id)`.mapWith((json: string) =>
  JSON.parse(json),
)

const select = (db: Database, where: SQL | undefined, limit: number): Promise<UserRow[]> =>
  db
    .select({ ...userColumns, email: SHOWN_ADDRESS, accounts: ACCOUNTS })
    .from(users)
    .where(where)
    .orderBy(desc(users.id))
    .limit(limit)

/** All users, newest first; `search` looks in user names and mail addresses. */
export async function listUsers(db: Database, request: PageRequest): Promise<Page<UserRow>> {
  const { search, cursor, limit } = request
  const where = and(
    search ? or(holds(users.username, search), holds(users.email, search)) : undefined,
    cursor ? lt(users.id, cursor) : undefined,
  )
  return pageOf(await select(db, where, limit + 1), request)
}

export async function findUser(db: Database, id: string): Promise<UserRow | null> {
  const [row] = await select(db, eq(users.id, id), 1)
  return row ?? null
}
