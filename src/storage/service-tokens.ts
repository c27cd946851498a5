import { and, desc, eq, isNull, or, sql } from 'drizzle-orm'
import type { ServiceTokenStore } from '../domain/service-tokens/make.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { accountColumns, planColumns, userColumns } from './rows.ts'
import { accounts, memberships, plans, serviceTokens, users } from './schema.ts'

const COLUMNS = {
  id: serviceTokens.id,
  accountId: serviceTokens.accountId,
  name: serviceTokens.name,
  hint: serviceTokens.hint,
  scopes: serviceTokens.scopes,
  expiresAt: serviceTokens.expiresAt,
  createdBy: { id: users.id, username: users.username },
  createdAt: serviceTokens.createdAt,
  revokedAt: serviceTokens.revokedAt,
  lastUsedAt: serviceTokens.lastUsedAt,
}

/** Service tokens in D1, by account or the service's own. The hash never leaves; newest first in lists. */
export function serviceTokenStore(db: Database): ServiceTokenStore {
  const { id: tokenId, accountId: tokenAccount, createdBy, hash: tokenHash, revokedAt } = serviceTokens
  const of = (accountId: string | null) => (accountId === null ? isNull(tokenAccount) : eq(tokenAccount, accountId))
  const select = () => db.select(COLUMNS).from(serviceTokens).innerJoin(users, eq(users.id, createdBy))
  return {
    list: (accountId) => select().where(of(accountId)).orderBy(desc(tokenId)),

    async find(accountId, id) {
      const [token] = await select().where(and(of(accountId), eq(tokenId, id)))
      return token ?? null
    },

    async insert(token, event) {
      await db.batch([db.insert(serviceTokens).values(token), recordEvent(db, event)])
    },

    async revoke(accountId, id, event) {
      const live = and(of(accountId), eq(tokenId, id), isNull(revokedAt))
      await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${serviceTokens} WHERE ${live})`),
        db.update(serviceTokens).set({ revokedAt: event.at }).where(live),
      ])
    },

    async bearer(hash) {
      const [row] = await db
        .select({
          id: tokenId,
          name: serviceTokens.name,
          scopes: serviceTokens.scopes,
          expiresAt: serviceTokens.expiresAt,
          lastUsedAt: serviceTokens.lastUsedAt,
          user: userColumns,
          account: accountColumns,
          plan: planColumns,
          role: memberships.role,
        })
        .from(serviceTokens)
        .innerJoin(users, eq(users.id, createdBy))
        .leftJoin(accounts, eq(accounts.id, tokenAccount))
        .leftJoin(plans, eq(plans.id, accounts.planId))
        .leftJoin(memberships, and(eq(memberships.accountId, tokenAccount), eq(memberships.userId, createdBy)))
        .where(
          and(
            eq(tokenHash, hash),
            isNull(revokedAt),
            eq(users.status, 'active'),
            or(and(isNull(tokenAccount), eq(users.isOperator, true)), eq(memberships.userId, createdBy)),
          ),
        )
      if (!row) return null
      const { user, account, plan, role, name, ...bearer } = row
      if (!account || !plan || !role) return { ...bearer, session: null }
      const { id, scopes } = bearer
      const session = {
        id,
        idHash: '',
        kind: 'bearer' as const,
        user,
        account: { ...account, plan },
        role,
        accounts: [{ id: account.id, name: account.name, role }],
        signedInAt: 0,
        expiresAt: bearer.expiresAt ?? Number.MAX_SAFE_INTEGER,
        token: { id, name, scopes },
      }
      return { ...bearer, session }
    },

    async touch(id, now) {
      await db.update(serviceTokens).set({ lastUsedAt: now }).where(eq(tokenId, id))
    },
  }
}
