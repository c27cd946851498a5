import { and, desc, eq, gt, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { InvitableRole } from '../domain/teams/rules.ts'
import type { TeamStore } from '../domain/teams/store.ts'
import type { Invitation } from '../domain/teams/teams.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { insertWhen } from './insert-when.ts'
import { hasRoomForMember, mostMembers } from './plan-limits.ts'
import { accounts, memberships, tokens, users } from './schema.ts'
import { sessionHolds, sessionMoved } from './session-moves.ts'
import { spendToken, tokenHolds } from './tokens.ts'

type Store = Pick<
  TeamStore,
  | 'invitations'
  | 'invitation'
  | 'isMember'
  | 'mostMembers'
  | 'addInvitation'
  | 'renewInvitation'
  | 'removeInvitation'
  | 'openInvitation'
  | 'accept'
>

const COLUMNS = {
  id: sql<string>`${tokens.id}`,
  email: sql<string>`${tokens.email}`,
  role: sql<InvitableRole>`${tokens.role}`,
  createdAt: tokens.createdAt,
  expiresAt: tokens.expiresAt,
  invitedBy: users.username,
}

/** Holds until the erasing of an account has begun. */
const isThere = (accountId: string) =>
  sql`EXISTS (SELECT 1 FROM accounts x WHERE x.id = ${accountId} AND x.erased_at IS NULL)`

const ofAccount = (accountId: string) => and(eq(tokens.purpose, 'invite'), eq(tokens.accountId, accountId))
const pending = (accountId: string, now: number) =>
  and(ofAccount(accountId), isNull(tokens.usedAt), gt(tokens.expiresAt, now))

/** Invitations in D1: tokens with a name, an address and a role. */
export function invitationStore(db: Database): Store {
  const select = (where: SQL | undefined): Promise<Invitation[]> =>
    db
      .select(COLUMNS)
      .from(tokens)
      .innerJoin(users, eq(users.id, tokens.createdBy))
      .where(where)
      .orderBy(desc(tokens.createdAt), desc(tokens.id))

  return {
    invitations: (accountId, now) => select(pending(accountId, now)),

    async invitation(accountId, id, now) {
      const [found] = await select(and(pending(accountId, now), eq(tokens.id, id)))
      return found ?? null
    },

    async isMember(accountId, email) {
      const found = await db
        .select({ id: users.id })
        .from(users)
        .innerJoin(memberships, and(eq(memberships.userId, users.id), eq(memberships.accountId, accountId)))
        .where(eq(users.email, email))
      return found.length > 0
    },

    mostMembers: (accountId) => mostMembers(db, accountId),

    async addInvitation(row, sender, atMost, event) {
      const { accountId, createdBy, email, createdAt } = row
      const isSame = sql`${tokens.email} = ${email} COLLATE NOCASE`
      const others = sql`(SELECT count(*) FROM ${tokens} WHERE ${and(pending(accountId, createdAt), sql`NOT ${isSame}`)})`
      const mayStill = sql`EXISTS (SELECT 1 FROM memberships m
        WHERE m.account_id = ${accountId} AND m.user_id = ${createdBy} AND m.role = ${sender})`
      const hasRoom = hasRoomForMember(accountId, others)
      const when = sql`${others} < ${atMost} AND ${mayStill} AND ${isThere(accountId)} AND ${hasRoom}`
      const isDead = or(lte(tokens.expiresAt, createdAt), sql`${tokens.usedAt} IS NOT NULL`)
      const [, , added] = await db.batch([
        recordEvent(db, event, when),
        // What is dead goes along, so that the rows of an account do not pile up.
        db.delete(tokens).where(and(ofAccount(accountId), or(isDead, and(isSame, when)))),
        insertWhen(db, tokens, { ...row, purpose: 'invite' }, when),
      ])
      return added.meta.changes > 0
    },

    async renewInvitation(accountId, id, { tokenHash, expiresAt, now }, event) {
      const one = and(pending(accountId, now), eq(tokens.id, id))
      const [, renewed] = await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${one})`),
        db.update(tokens).set({ tokenHash, expiresAt }).where(one),
      ])
      return renewed.meta.changes > 0
    },

    async removeInvitation(accountId, id, event) {
      const one = and(pending(accountId, event.at), eq(tokens.id, id))
      const [, removed] = await db.batch([
        recordEvent(db, event, sql`EXISTS (SELECT 1 FROM ${tokens} WHERE ${one})`),
        db.delete(tokens).where(one),
      ])
      return removed.meta.changes > 0
    },

    async openInvitation(tokenHash, now) {
      const usable = and(eq(tokens.purpose, 'invite'), isNull(tokens.usedAt), gt(tokens.expiresAt, now))
      const [found] = await db
        .select({
          account: { id: accounts.id, name: accounts.name },
          email: COLUMNS.email,
          role: COLUMNS.role,
          invitedBy: users.username,
        })
        .from(tokens)
        .innerJoin(accounts, eq(accounts.id, tokens.accountId))
        .innerJoin(users, eq(users.id, tokens.createdBy))
        .where(and(eq(tokens.tokenHash, tokenHash), usable))
      return found ?? null
    },

    async accept(tokenHash, accountId, { id: userId }, move, event) {
      const isTheirs = sql`EXISTS (SELECT 1 FROM users u JOIN tokens t ON u.email = t.email
        WHERE u.id = ${userId} AND t.token_hash = ${tokenHash})`
      const isNew = sql`NOT EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = ${accountId} AND m.user_id = ${userId})`
      const when = sql`${tokenHolds(tokenHash, 'invite', move.now)} AND ${isTheirs} AND ${isNew} AND ${isThere(accountId)}
        AND ${hasRoomForMember(accountId)}`
      const role = sql`(SELECT t.role FROM tokens t WHERE t.token_hash = ${tokenHash})`
      // Nobody else knows the new hash: where it stands, this very batch has moved the session.
      const isMoved = sql`EXISTS (SELECT 1 FROM sessions s WHERE s.id_hash = ${move.newHash})`
      const [, , joined] = await db.batch([
        recordEvent(db, event, sql`${when} AND ${sessionHolds(userId, move)}`),
        sessionMoved(db, userId, accountId, move, when),
        insertWhen(db, memberships, { accountId, userId, role, createdAt: move.now }, isMoved),
        spendToken(db, tokenHash, 'invite', move.now, isMoved),
      ])
      return joined.meta.changes > 0
    },
  }
}
