import { type FailureCode, failed, mustWait, ok } from '../failures.ts'
import type { Role } from '../people/people.ts'
import { hashToken, newToken } from '../people/tokens.ts'
import { tries } from '../people/tries.ts'
import type { EventOf, NextToken, TeamPorts } from './make.ts'
import { rolesToGive } from './rules.ts'
import type { Invitations } from './teams.ts'

const DAY = 86_400_000
export const INVITATION_DAYS = 7
/** That many may wait for an answer at once. */
const MOST_PENDING = 20

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** The verbs about invitations. A token is like a session's: 32 random bytes, of which D1 has the SHA-256. */
export function makeInvitations(ports: TeamPorts, eventOf: EventOf, nextToken: NextToken): Invitations {
  const { store, throttle, clock, ids, random } = ports

  /** Counts a mail of the account before it is made. */
  async function countMail(accountId: string) {
    const entered = await throttle.enter(tries.invitation(accountId))
    if (entered.ok || entered.code !== 'TOO_MANY_TRIES') return entered
    return mustWait('TOO_MANY_INVITATIONS', entered.retryAfter ?? 0)
  }

  /** MEMBER_LIMIT where the account's plan has no room for a member more besides those and `others`; else another failure. */
  async function fullOr(code: FailureCode, accountId: string, others = 0) {
    const [limit, members] = await Promise.all([store.mostMembers(accountId), store.members(accountId)])
    if (limit === null || members.length + others < limit) return failed(code)
    return failed('MEMBER_LIMIT', [{ field: 'email', problem: 'plan_members', limit }])
  }

  const mayInvite = (mine: Role, role: Role) => rolesToGive(mine).includes(role)

  return {
    invitations: (accountId) => store.invitations(accountId, clock()),

    async invite(session, { email, role }, origin) {
      const { user, account } = session
      if (!mayInvite(session.role, role)) return failed('FORBIDDEN')
      if (await store.isMember(account.id, email)) {
        return failed('ALREADY_MEMBER', [{ field: 'email', problem: 'member' }])
      }
      const counted = await countMail(account.id)
      if (!counted.ok) return counted
      const token = newToken(random)
      const createdAt = clock()
      const expiresAt = createdAt + INVITATION_DAYS * DAY
      const invitation = { id: ids('inv'), email, role, createdAt, expiresAt }
      const stored = { ...invitation, tokenHash: hashToken(token), accountId: account.id, createdBy: user.id }
      const event = eventOf(session, 'member.invited', invitation.id, origin, { email, role })
      if (!(await store.addInvitation(stored, session.role, MOST_PENDING, event))) {
        const [sender, pending] = await Promise.all([
          store.member(account.id, user.id),
          store.invitations(account.id, clock()),
        ])
        if (sender?.role !== session.role) return failed('TEAM_CHANGED')
        const others = pending.filter((one) => !isSame(one.email, email)).length
        return fullOr(others < MOST_PENDING ? 'TEAM_CHANGED' : 'TOO_MANY_PENDING', account.id, others)
      }
      return ok({ invitation: { ...invitation, invitedBy: user.username }, token })
    },

    async resend(session, id, origin) {
      const { account } = session
      const found = await store.invitation(account.id, id, clock())
      if (!found) return failed('NOT_FOUND')
      const counted = await countMail(account.id)
      if (!counted.ok) return counted
      const token = newToken(random)
      const now = clock()
      const expiresAt = now + INVITATION_DAYS * DAY
      const event = eventOf(session, 'invitation.resent', id, origin, { email: found.email, role: found.role })
      const isRenewed = await store.renewInvitation(
        account.id,
        id,
        { tokenHash: hashToken(token), expiresAt, now },
        event,
      )
      return isRenewed ? ok({ invitation: { ...found, expiresAt }, token }) : failed('NOT_FOUND')
    },

    async withdraw(session, id, origin) {
      const { account } = session
      const found = await store.invitation(account.id, id, clock())
      if (!found) return failed('NOT_FOUND')
      const event = eventOf(session, 'invitation.withdrawn', id, origin, { email: found.email, role: found.role })
      return (await store.removeInvitation(account.id, id, event)) ? ok(found) : failed('NOT_FOUND')
    },

    readInvitation: (token) => store.openInvitation(hashToken(token), clock()),

    async accept(session, token, origin) {
      const hash = hashToken(token)
      const found = await store.openInvitation(hash, clock())
      if (!found) return failed('INVITATION_OVER')
      const { user } = session
      if (!isSame(found.email, user.email)) return failed('INVITATION_FOR_ANOTHER')
      const { id: accountId } = found.account
      if (await store.member(accountId, user.id)) return failed('ALREADY_MEMBER')
      const { moved, move } = nextToken(session)
      const event = { ...eventOf(session, 'member.joined', user.id, origin, { role: found.role }), accountId }
      if (await store.accept(hash, accountId, user, move, event)) return ok(moved)
      return (await store.openInvitation(hash, clock()))
        ? fullOr('INVITATION_OVER', accountId)
        : failed('INVITATION_OVER')
    },
  }
}
