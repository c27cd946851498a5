import { and, desc, eq, getTableColumns, inArray, is, ne, SQL, sql } from 'drizzle-orm'
import type { ApiKey } from '../domain/keys/keys.ts'
import type { KeyStore, Replacement } from '../domain/keys/make.ts'
import { recordEvent } from './audit.ts'
import { meterChange, revisionOf } from './changes.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { hasRoomForKey, mostKeys } from './plan-limits.ts'
import { apiKeys, auditEvents, gatewayRoutes } from './schema.ts'

/** What of a key leaves storage: never its hash. */
export const KEY_COLUMNS = {
  id: apiKeys.id,
  accountId: apiKeys.accountId,
  hint: apiKeys.hint,
  name: apiKeys.name,
  note: apiKeys.note,
  environment: apiKeys.environment,
  status: apiKeys.status,
  scopes: apiKeys.scopes,
  allowedIps: apiKeys.allowedIps,
  rateLimits: apiKeys.rateLimits,
  quota: apiKeys.quota,
  expiresAt: apiKeys.expiresAt,
  metadata: apiKeys.metadata,
  createdAt: apiKeys.createdAt,
  revokedAt: apiKeys.revokedAt,
  inForceAt: apiKeys.inForceAt,
  replacesId: apiKeys.replacesId,
  replacedById: sql<
    string | null
  >`(SELECT s.id FROM api_keys s WHERE s.replaces_id = api_keys.id ORDER BY s.id DESC LIMIT 1)`,
  leak: apiKeys.leak,
} satisfies Record<keyof ApiKey, unknown>

// One parameter, however many they are.
const amongst = (ids: string[]): SQL => sql`${apiKeys.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`

/** Keys in D1, by account. The hash never leaves; newest first in lists. */
export function keyStore(db: Database): KeyStore {
  const ofAccount = (accountId: string, id: string) => and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, id))
  return {
    async find(accountId, id) {
      const [key] = await db.select(KEY_COLUMNS).from(apiKeys).where(ofAccount(accountId, id))
      return key ?? null
    },

    findAll: (accountId, ids) =>
      db
        .select(KEY_COLUMNS)
        .from(apiKeys)
        .where(and(eq(apiKeys.accountId, accountId), amongst(ids)))
        .orderBy(desc(apiKeys.id)),

    async insert(key, event) {
      const { raise, note } = meterChange(db, key.accountId, event.at)
      const row = { ...key, revision: revisionOf(key.accountId) }
      const [, made] = await db.batch([
        raise,
        insertWhen(db, apiKeys, row, hasRoomForKey(key.accountId, event.at)),
        note,
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM api_keys WHERE id = ${key.id})`),
      ])
      return made.meta.changes > 0
    },

    most: (accountId) => mostKeys(db, accountId),

    async knownRoutes(ids) {
      const rows = await db.select({ id: gatewayRoutes.id }).from(gatewayRoutes).where(inArray(gatewayRoutes.id, ids))
      return rows.map((row) => row.id)
    },

    async change(accountId, id, change, { metered, lasting }, event) {
      const it = and(
        ofAccount(accountId, id),
        lasting ? ne(apiKeys.status, 'revoked') : undefined,
        change.expiresAt === undefined ? undefined : mayLast(accountId, id, change.expiresAt, event.at),
      )
      const record = recordEvent(db, event, sql`EXISTS (SELECT 1 FROM api_keys WHERE ${it})`)
      if (!metered) {
        const [, changed] = await db.batch([record, db.update(apiKeys).set(change).where(it)])
        return changed.meta.changes > 0
      }
      const { raise, note } = meterChange(db, accountId, event.at)
      const update = db
        .update(apiKeys)
        .set({ ...change, revision: revisionOf(accountId) })
        .where(it)
      const [, , changed] = await db.batch([record, raise, update, note])
      return changed.meta.changes > 0
    },

    async revoke(accountId, ids, event, eventId) {
      const { raise, note } = meterChange(db, accountId, event.at)
      const lasting = sql`k.account_id = ${accountId} AND k.status <> 'revoked'`
      const events = JSON.stringify(ids.map((target) => ({ id: eventId(), target })))
      const { at, actorId, action, detail = {}, address } = event
      const [, , revoked] = await db.batch([
        db.insert(auditEvents).select(sql`SELECT j.value ->> 'id', ${at}, ${actorId}, ${accountId}, ${action}, k.id,
          json_patch(${JSON.stringify(detail)}, json_object('name', k.name, 'hint', k.hint)), ${address}
          FROM json_each(${events}) j JOIN api_keys k ON k.id = j.value ->> 'target' WHERE ${lasting}`),
        raise,
        db
          .update(apiKeys)
          .set({ status: 'revoked', revokedAt: at, revision: revisionOf(accountId) })
          .where(and(eq(apiKeys.accountId, accountId), ne(apiKeys.status, 'revoked'), amongst(ids))),
        note,
      ])
      return revoked.meta.changes
    },

    async rotate(accountId, id, replacement, event) {
      const { raise, note } = meterChange(db, accountId, event.at)
      const revision = revisionOf(accountId)
      const made = sql`EXISTS (SELECT 1 FROM api_keys WHERE id = ${replacement.id})`
      const { endsAt } = replacement
      const end =
        endsAt === null
          ? { status: 'revoked' as const, revokedAt: event.at }
          : { expiresAt: sql`min(coalesce(${apiKeys.expiresAt}, ${endsAt}), ${endsAt})` }
      const [, inserted] = await db.batch([
        raise,
        db.insert(apiKeys).select(replacementOf(accountId, id, replacement, event.at)),
        db
          .update(apiKeys)
          .set({ ...end, revision })
          .where(and(ofAccount(accountId, id), made)),
        note,
        recordEvent(db, event, made),
      ])
      return inserted.meta.changes > 0
    },
  }
}

/** Whether a key may last until then: no longer than so far, or the plan has room for it. What is over could else come back. */
function mayLast(accountId: string, id: string, until: number | null, now: number): SQL {
  const { expiresAt } = apiKeys
  return sql`(${expiresAt} IS NULL OR ${until} <= ${expiresAt} OR ${hasRoomForKey(accountId, now, id)})`
}

/** A row with the fields of a key, while that key can be replaced: it still works, and nothing that works replaces it yet. */
function replacementOf(accountId: string, id: string, { endsAt: _, ...replacement }: Replacement, now: number): SQL {
  const own: Record<string, unknown> = {
    ...replacement,
    replacesId: id,
    createdAt: now,
    revokedAt: null,
    inForceAt: null,
    lastCallAt: null,
    lastCall: null,
    leak: null,
    // One that was given an end because it leaked is replaced by one with its former expiry, unless someone set another since.
    expiresAt: sql`iif(o.expires_at = o.leak ->> 'endsAt', o.leak ->> 'formerExpiresAt', o.expires_at)`,
    revision: revisionOf(accountId),
  }
  const values = Object.entries(getTableColumns(apiKeys)).map(([name, column]) => {
    if (!(name in own)) return sql.raw(`o.${column.name}`)
    return is(own[name], SQL) ? own[name] : sql`${sql.param(own[name], column)}`
  })
  const lasts = (key: string) =>
    sql.raw(`${key}.status <> 'revoked' AND (${key}.expires_at IS NULL OR ${key}.expires_at > `)
  return sql`SELECT ${sql.join(values, sql`, `)} FROM api_keys o
    WHERE o.id = ${id} AND o.account_id = ${accountId} AND ${lasts('o')}${now})
      AND NOT EXISTS (SELECT 1 FROM api_keys s WHERE s.replaces_id = o.id AND ${lasts('s')}${now}))`
}
