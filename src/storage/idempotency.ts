import { and, eq, isNull, lte, sql } from 'drizzle-orm'
import { type Claim, type IdempotencyStore, KEPT_MS, type Write } from '../domain/idempotency/idempotency.ts'
import type { Database } from './database.ts'
import { idempotencyKeys } from './schema.ts'

const { owner, route, key, fingerprint, createdAt, status, answer } = idempotencyKeys

const named = (write: Write) => and(eq(owner, write.owner), eq(route, write.route), eq(key, write.key))
/** The row, while it is the claim's and under way. */
const held = (claim: Claim) => and(named(claim), eq(createdAt, claim.at), isNull(status))

/** Writes by their keys in D1. */
export const idempotencyStore = (db: Database): IdempotencyStore => ({
  async claim(claim, keptSince, abandonedSince) {
    const { at, once: _, ...write } = claim
    const isAbandoned = sql`${status} IS NULL AND ${createdAt} <= ${abandonedSince} AND ${fingerprint} = excluded.fingerprint`
    const [taken, [known]] = await db.batch([
      db
        .insert(idempotencyKeys)
        .values({ ...write, createdAt: at })
        .onConflictDoUpdate({
          target: [owner, route, key],
          set: { fingerprint: claim.fingerprint, createdAt: at, status: null, answer: null },
          setWhere: sql`${createdAt} <= ${keptSince} OR (${isAbandoned})`,
        }),
      db.select({ fingerprint, status, sealed: answer }).from(idempotencyKeys).where(named(claim)),
    ])
    return taken.meta.changes > 0 ? null : (known ?? null)
  },

  async keep(claim, given, sealed) {
    await db.update(idempotencyKeys).set({ status: given, answer: sealed }).where(held(claim))
  },

  async release(claim) {
    await db.delete(idempotencyKeys).where(held(claim))
  },
})

/** Deletes up to `limit` rows that are older than a day at `now` (UTC ms); how many there were. */
export async function deleteOldIdempotencyKeys(db: Database, now: number, limit: number): Promise<number> {
  const old = lte(createdAt, now - KEPT_MS)
  const lot = db.select({ owner, route, key }).from(idempotencyKeys).where(old).limit(limit)
  const { meta } = await db.delete(idempotencyKeys).where(sql`(${owner}, ${route}, ${key}) IN ${lot}`)
  return meta.changes
}
