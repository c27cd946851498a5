import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { type Failure, failed, ok } from '../failures.ts'
import type { Ids, Random } from '../ids.ts'
import type { Origin, Role, Session } from '../people/people.ts'
import { may } from '../people/roles.ts'
import { hashToken, newToken } from '../people/tokens.ts'
import type { Throttle } from '../people/tries.ts'
import { makeInvitations } from './invitations.ts'
import { mayTouch, rolesToGive } from './rules.ts'
import type { Judged, SessionMove, TeamStore } from './store.ts'
import type { Member, Moved, Teams } from './teams.ts'

export interface TeamPorts {
  store: TeamStore
  throttle: Throttle
  /** Puts an account in force in its meter; false when it could not be reached. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
  random: Random
}

/** What someone did in the account of their session. */
export type EventOf = (
  session: Session,
  action: AuditAction,
  target: string,
  origin: Origin,
  detail?: Record<string, unknown>,
) => AuditEvent

/** A session's next token, and how it is stored. */
export type NextToken = (session: Session) => { moved: Moved; move: SessionMove }

/** The verbs about teams over these ports. */
export function makeTeams(ports: TeamPorts): Teams {
  const { store, push, clock, ids, random } = ports

  const eventOf: EventOf = (session, action, target, { address }, detail = {}) => ({
    id: ids('evt'),
    at: clock(),
    actorId: session.user.id,
    accountId: session.account.id,
    action,
    target,
    detail,
    address,
  })

  const nextToken: NextToken = ({ idHash, expiresAt }) => {
    const token = newToken(random)
    return { moved: { token, expiresAt }, move: { idHash, newHash: hashToken(token), now: clock() } }
  }

  const judgedOf = ({ user, account, role }: Session, target: Member, event: AuditEvent): Judged => ({
    accountId: account.id,
    actor: { id: user.id, role },
    target: { id: target.id, role: target.role },
    event,
  })

  /** Why a change was not made that was allowed a moment ago. */
  async function whyNot({ accountId, actor, target }: Judged): Promise<Failure> {
    const [doer, found] = await Promise.all([store.member(accountId, actor.id), store.member(accountId, target.id)])
    if (!found) return failed('NOT_FOUND')
    return doer?.role === actor.role && found.role === target.role ? failed('LAST_OWNER') : failed('TEAM_CHANGED')
  }

  // Who owns an account is the meter's business too: whether it is verified hangs on them.
  const inForce = async ({ account }: Session, ...roles: Role[]) => !roles.includes('owner') || push(account)

  return {
    ...makeInvitations(ports, eventOf, nextToken),
    members: store.members,

    async member(accountId, id) {
      const found = await store.member(accountId, id)
      return found ? ok(found) : failed('NOT_FOUND')
    },

    async changeRole(session, id, role, origin) {
      const target = await store.member(session.account.id, id)
      if (!target) return failed('NOT_FOUND')
      const isAllowed = mayTouch(session.role, target.role) && rolesToGive(session.role).includes(role)
      if (!isAllowed || id === session.user.id) return failed('FORBIDDEN')
      if (target.role === role) return ok({ value: target, inForce: true })
      const detail = { username: target.username, before: { role: target.role }, after: { role } }
      const judged = judgedOf(session, target, eventOf(session, 'member.role_changed', id, origin, detail))
      if (!(await store.changeRole(judged, role))) return whyNot(judged)
      return ok({ value: { ...target, role }, inForce: await inForce(session, target.role, role) })
    },

    async remove(session, id, origin) {
      const target = await store.member(session.account.id, id)
      if (!target) return failed('NOT_FOUND')
      if (!mayTouch(session.role, target.role) || id === session.user.id) return failed('FORBIDDEN')
      const detail = { username: target.username, role: target.role }
      const judged = judgedOf(session, target, eventOf(session, 'member.removed', id, origin, detail))
      if (!(await store.remove(judged))) return whyNot(judged)
      return ok({ value: target, inForce: await inForce(session, target.role) })
    },

    async leave(session, origin) {
      const self = await store.member(session.account.id, session.user.id)
      if (!self) return failed('NOT_FOUND')
      const event = eventOf(session, 'member.left', self.id, origin, { role: self.role })
      const judged = judgedOf({ ...session, role: self.role }, self, event)
      if (!(await store.remove(judged))) return whyNot(judged)
      return ok({ inForce: await inForce(session, self.role) })
    },

    async handOver(session, id, origin) {
      const target = await store.member(session.account.id, id)
      if (!target) return failed('NOT_FOUND')
      if (!may(session.role, 'account.hand_over') || id === session.user.id) return failed('FORBIDDEN')
      const detail = { username: target.username }
      const judged = judgedOf(session, target, eventOf(session, 'ownership.handed_over', id, origin, detail))
      if (!(await store.handOver(judged))) return whyNot(judged)
      return ok({ value: { ...target, role: 'owner' }, inForce: await push(session.account) })
    },

    async switchAccount(session, accountId, origin) {
      const { moved, move } = nextToken(session)
      const event = { ...eventOf(session, 'session.switched', session.id, origin), accountId }
      return (await store.moveSession(session.user.id, accountId, move, event)) ? ok(moved) : failed('NOT_FOUND')
    },
  }
}
