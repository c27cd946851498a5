import { and, asc, eq, isNotNull, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { AddedAs, Addition, FactorStore } from '../domain/people/factors/store.ts'
import { recordEvent } from './audit.ts'
import { challengeStore } from './challenges.ts'
import type { Database } from './database.ts'
import { halfSessionStore } from './half-sessions.ts'
import { userColumns } from './rows.ts'
import { memberships, passkeys, recoveryCodes, secondFactors, sessions, users } from './schema.ts'
import { violates } from './violations.ts'

/** Holds while a user has a second factor in force. */
export const hasFactor = (userId: string): SQL => sql`(
  EXISTS (SELECT 1 FROM second_factors WHERE user_id = ${userId} AND confirmed_at IS NOT NULL)
  OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = ${userId}))`

const exists = (table: typeof secondFactors | typeof passkeys | typeof recoveryCodes | typeof sessions, where?: SQL) =>
  sql`EXISTS (SELECT 1 FROM ${table} WHERE ${where})`

/** Second factors in D1. A condition in the statement itself decides what is used up, so that of many at once one wins. */
export function factorStore(db: Database): FactorStore {
  const insertCodes = (userId: string, codes: string[], now: number, when: SQL) =>
    db
      .insert(recoveryCodes)
      .select(sql`SELECT value, ${userId}, NULL, ${now} FROM json_each(${JSON.stringify(codes)}) WHERE ${when}`)

  /** The batch of a new factor: `holds` while it may be added; `act` adds it, last. */
  async function add(addition: Addition, holds: SQL, act: BatchItem<'sqlite'>): Promise<AddedAs> {
    const { userId, sessionId, event, endedEvent, codes, codesEvent, now } = addition
    const first = sql`${holds} AND NOT ${hasFactor(userId)}`
    const others = and(eq(sessions.userId, userId), ne(sessions.id, sessionId))
    const [, , , , made, added] = await db.batch([
      recordEvent(db, event, holds),
      recordEvent(db, endedEvent, sql`${first} AND ${exists(sessions, and(others, eq(sessions.half, false)))}`),
      db.delete(sessions).where(and(others, first)),
      recordEvent(db, codesEvent, first),
      insertCodes(userId, codes, now, first),
      act,
    ])
    if ((added as D1Result).meta.changes === 0) return null
    return made.meta.changes > 0 ? 'first' : 'further'
  }

  /** The batch that takes a factor away; with the last one the recovery codes go. */
  async function remove(userId: string, removed: BatchItem<'sqlite'>, event: BatchItem<'sqlite'>): Promise<boolean> {
    const [, gone] = await db.batch([
      event,
      removed,
      db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), sql`NOT ${hasFactor(userId)}`)),
    ])
    return (gone as D1Result).meta.changes > 0
  }

  const ownPasskey = (userId: string, id: string) => and(eq(passkeys.userId, userId), eq(passkeys.id, id))
  const appOf = (userId: string) => and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt))

  return {
    ...challengeStore(db),
    ...halfSessionStore(db),

    async state(userId) {
      const { id, name, createdAt, usedAt } = passkeys
      const [apps, keys, codes] = await db.batch([
        db
          .select({ addedAt: sql<number>`${secondFactors.confirmedAt}`, usedAt: secondFactors.usedAt })
          .from(secondFactors)
          .where(appOf(userId)),
        db.select({ id, name, createdAt, usedAt }).from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(id)),
        db
          .select({
            left: sql<number>`count(*) FILTER (WHERE ${recoveryCodes.usedAt} IS NULL)`,
            madeAt: sql<number | null>`max(${recoveryCodes.createdAt})`,
          })
          .from(recoveryCodes)
          .where(eq(recoveryCodes.userId, userId)),
      ])
      const { left = 0, madeAt = null } = codes[0] ?? {}
      return { app: apps[0] ?? null, passkeys: keys, recoveryCodes: madeAt === null ? null : { left, madeAt } }
    },

    async app(userId, confirmed) {
      const { id, secret, confirmedAt } = secondFactors
      const [found] = await db
        .select({ id, secret })
        .from(secondFactors)
        .where(and(eq(secondFactors.userId, userId), confirmed ? isNotNull(confirmedAt) : isNull(confirmedAt)))
      return found ?? null
    },

    async beginApp({ id, userId, secret, createdAt }, staleBefore) {
      const row = sql`SELECT ${id}, ${userId}, 'totp', ${secret}, NULL, NULL, ${createdAt}, NULL`
      const none = sql`NOT ${exists(secondFactors, eq(secondFactors.userId, userId))}`
      const isStale = and(isNull(secondFactors.confirmedAt), lt(secondFactors.createdAt, staleBefore))
      await db.batch([
        db.delete(secondFactors).where(and(eq(secondFactors.userId, userId), isStale)),
        db.insert(secondFactors).select(sql`${row} WHERE ${none}`),
      ])
    },

    confirmApp(id, step, addition) {
      const pending = and(eq(secondFactors.id, id), isNull(secondFactors.confirmedAt))
      const act = db.update(secondFactors).set({ confirmedAt: addition.now, lastStep: step }).where(pending)
      return add(addition, exists(secondFactors, pending), act)
    },

    removeApp: (userId, event) =>
      remove(
        userId,
        db.delete(secondFactors).where(appOf(userId)),
        recordEvent(db, event, exists(secondFactors, appOf(userId))),
      ),

    async credentials(userId) {
      const { credentialId: id, transports } = passkeys
      return db.select({ id, transports }).from(passkeys).where(eq(passkeys.userId, userId))
    },

    async passkey(credentialId) {
      const { id, publicKey, algorithm, signCount } = passkeys
      const [found] = await db
        .select({ id, credentialId: passkeys.credentialId, publicKey, algorithm, signCount, user: userColumns })
        .from(passkeys)
        .innerJoin(users, eq(users.id, passkeys.userId))
        .where(eq(passkeys.credentialId, credentialId))
      return found ?? null
    },

    async addPasskey(passkey, addition) {
      const { userId, now: createdAt } = addition
      try {
        return await add(addition, sql`TRUE`, db.insert(passkeys).values({ ...passkey, userId, createdAt }))
      } catch (error) {
        if (violates(error, 'passkeys.credential_id')) return null
        throw error
      }
    },

    async renamePasskey(userId, id, name, event) {
      const own = ownPasskey(userId, id)
      const [, renamed] = await db.batch([
        recordEvent(db, event, exists(passkeys, own)),
        db.update(passkeys).set({ name }).where(own),
      ])
      return renamed.meta.changes > 0
    },

    removePasskey: (userId, id, event) =>
      remove(
        userId,
        db.delete(passkeys).where(ownPasskey(userId, id)),
        recordEvent(db, event, exists(passkeys, ownPasskey(userId, id))),
      ),

    async replaceRecoveryCodes(userId, codes, event) {
      const [, , made] = await db.batch([
        recordEvent(db, event, hasFactor(userId)),
        db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), hasFactor(userId))),
        insertCodes(userId, codes, event.at, hasFactor(userId)),
      ])
      return made.meta.changes > 0
    },

    async spendStep(id, step, now) {
      const { lastStep } = secondFactors
      const spent = await db
        .update(secondFactors)
        .set({ lastStep: step, usedAt: now })
        .where(
          and(eq(secondFactors.id, id), isNotNull(secondFactors.confirmedAt), or(isNull(lastStep), lt(lastStep, step))),
        )
      return spent.meta.changes > 0
    },

    async spendRecoveryCode(userId, hash, event) {
      const unused = and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, hash),
        isNull(recoveryCodes.usedAt),
      )
      const [account] = await db
        .select({ id: memberships.accountId })
        .from(memberships)
        .where(eq(memberships.userId, userId))
        .orderBy(asc(memberships.createdAt))
        .limit(1)
      const [, spent] = await db.batch([
        recordEvent(db, { ...event, accountId: account?.id ?? null }, exists(recoveryCodes, unused)),
        db.update(recoveryCodes).set({ usedAt: event.at }).where(unused),
      ])
      return spent.meta.changes > 0
    },

    async spendSignature(passkeyId, signCount, now) {
      const spent = await db
        .update(passkeys)
        .set({ signCount, usedAt: now })
        .where(and(eq(passkeys.id, passkeyId), or(eq(passkeys.signCount, 0), lt(passkeys.signCount, signCount))))
      return spent.meta.changes > 0
    },
  }
}
