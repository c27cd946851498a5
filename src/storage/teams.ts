import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Role } from '../domain/people/people.ts'
import { may } from '../domain/people/roles.ts'
import type { Judged, TeamStore } from '../domain/teams/store.ts'
import { recordEvent } from './audit.ts'
import { meterChange } from './changes.ts'
import type { Database } from './database.ts'
import { oldestAccountOf } from './homes.ts'
import { invitationStore } from './invitations.ts'
import { SHOWN_ADDRESS } from './rows.ts'
import { memberships, sessions, tokens, users } from './schema.ts'
import { moveSession } from './session-moves.ts'

const COLUMNS = {
  id: users.id,
  username: users.username,
  email: SHOWN_ADDRESS,
  role: memberships.role,
  joinedAt: memberships.createdAt,
}
const BY_ROLE = sql`CASE ${memberships.role}
  WHEN 'owner' THEN 1 WHEN 'admin' THEN 2 WHEN 'developer' THEN 3 WHEN 'billing' THEN 4 ELSE 5 END`

const has = (accountId: string, { id, role }: { id: string; role: Role }) =>
  sql`EXISTS (SELECT 1 FROM memberships h WHERE h.account_id = ${accountId} AND h.user_id = ${id} AND h.role = ${role})`

/** What a change rests on: both still have their roles, and without the target an active owner is left. */
function holds({ accountId, actor, target }: Judged, staysOwner: boolean): SQL {
  const unchanged = sql`${has(accountId, actor)} AND ${has(accountId, target)}`
  if (target.role !== 'owner' || staysOwner) return unchanged
  return sql`${unchanged} AND EXISTS (
    SELECT 1 FROM memberships o JOIN users u ON u.id = o.user_id AND u.status = 'active'
    WHERE o.account_id = ${accountId} AND o.role = 'owner' AND o.user_id <> ${target.id})`
}

/** Teams in D1. Every statement of a change carries its whole condition, so that of two at once the second finds the first's work. */
export function teamStore(db: Database): TeamStore {
  const select = () => db.select(COLUMNS).from(memberships).innerJoin(users, eq(users.id, memberships.userId))
  const membership = (accountId: string, userId: string) =>
    and(eq(memberships.accountId, accountId), eq(memberships.userId, userId))
  /** Who owns an account is the meter's business too. A revision that is raised for nothing harms nothing. */
  const ownersChange = ({ accountId, target, event }: Judged, role?: Role) => {
    if (target.role !== 'owner' && role !== 'owner') return []
    const { raise, note } = meterChange(db, accountId, event.at)
    return [raise, note]
  }

  return {
    ...invitationStore(db),
    moveSession: (userId, accountId, move, event) => moveSession(db, userId, accountId, move, event),

    members: (accountId) =>
      select().where(eq(memberships.accountId, accountId)).orderBy(BY_ROLE, sql`${users.username} COLLATE NOCASE`),

    async member(accountId, id) {
      const [found] = await select().where(membership(accountId, id))
      return found ?? null
    },

    async changeRole(judged, role) {
      const { accountId, target, event } = judged
      const when = holds(judged, role === 'owner')
      const [, , changed] = await db.batch([
        recordEvent(db, event, when),
        db.delete(tokens).where(and(sentBy(accountId, target.id), sql`${Number(!may(role, 'members.write'))}`, when)),
        db
          .update(memberships)
          .set({ role })
          .where(and(membership(accountId, target.id), when)),
        ...ownersChange(judged, role),
      ])
      return changed.meta.changes > 0
    },

    async remove(judged) {
      const { accountId, target, event } = judged
      const when = holds(judged, false)
      const next = oldestAccountOf(target.id, accountId)
      const theirs = and(eq(sessions.userId, target.id), eq(sessions.accountId, accountId), when)
      const [, , , , removed] = await db.batch([
        recordEvent(db, event, when),
        db.delete(tokens).where(and(sentBy(accountId, target.id), when)),
        db
          .update(sessions)
          .set({ accountId: next })
          .where(and(theirs, sql`${next} IS NOT NULL`)),
        db.delete(sessions).where(theirs),
        db.delete(memberships).where(and(membership(accountId, target.id), when)),
        ...ownersChange(judged),
      ])
      return removed.meta.changes > 0
    },

    async handOver(judged) {
      const { accountId, actor, target, event } = judged
      const isActive = sql`EXISTS (SELECT 1 FROM users u WHERE u.id = ${target.id} AND u.status = 'active')`
      const when = sql`${holds(judged, true)} AND ${isActive}`
      const [, changed] = await db.batch([
        recordEvent(db, event, when),
        db
          .update(memberships)
          .set({ role: sql`CASE ${memberships.userId} WHEN ${actor.id} THEN 'admin' ELSE 'owner' END` })
          .where(and(eq(memberships.accountId, accountId), inArray(memberships.userId, [actor.id, target.id]), when)),
        ...ownersChange(judged, 'owner'),
      ])
      return changed.meta.changes > 0
    },
  }
}

/** The invitations that someone sent and nobody accepted: they end with their sender's right to send them. */
const sentBy = (accountId: string, userId: string) =>
  and(
    eq(tokens.purpose, 'invite'),
    eq(tokens.accountId, accountId),
    eq(tokens.createdBy, userId),
    sql`${tokens.usedAt} IS NULL`,
  )
