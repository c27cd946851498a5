import type { AuditAction, AuditEvent } from '../audit.ts'
import { failed, ok } from '../failures.ts'
import { deviceOf } from './devices.ts'
import type { PeoplePorts } from './make.ts'
import type { OpenSession, Origin, OwnSessions, People, Session } from './people.ts'
import type { KnownSession } from './store.ts'
import { hashToken, newToken } from './tokens.ts'
import { tries } from './tries.ts'

/** The verbs about a user's own sessions over these ports. */
export function makeOwnSessions(ports: PeoplePorts): OwnSessions & Pick<People, 'closeSession'> {
  const { store, passwords, throttle, clock, ids, random } = ports

  const eventOf = (session: Session, action: AuditAction, target: string, { address }: Origin): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: session.user.id,
    accountId: session.account.id,
    action,
    target,
    address,
  })

  const shown = (session: Session, known: KnownSession): OpenSession => ({
    id: known.id,
    kind: known.kind,
    current: known.id === session.id,
    device: deviceOf(known.agent ?? ''),
    address: known.address ?? '',
    place: known.place,
    openedAt: known.createdAt,
    seenAt: known.seenAt,
    expiresAt: known.expiresAt,
  })

  return {
    async sessions(session) {
      const known = await store.sessions(session.user.id, clock())
      const list = known.map((one) => shown(session, one))
      return [...list.filter((one) => one.current), ...list.filter((one) => !one.current)]
    },

    async openSessionOf(session, id) {
      const known = await store.findSession(session.user.id, id, clock())
      return known ? ok(shown(session, known)) : failed('NOT_FOUND')
    },

    async endSession(session, id, origin) {
      const known = await store.findSession(session.user.id, id, clock())
      if (!known) return failed('NOT_FOUND')
      const ended = shown(session, known)
      const event = { ...eventOf(session, 'session.ended', id, origin), detail: { ...ended.device } }
      return (await store.removeSession(session.user.id, id, event)) ? ok(ended) : failed('NOT_FOUND')
    },

    endOtherSessions: (session, origin) =>
      store.removeOtherSessions(
        session.user.id,
        session.id,
        eventOf(session, 'sessions.ended', session.user.id, origin),
      ),

    async renewSession(session, password, origin) {
      const entered = await throttle.enter(tries.signInAgain(session.user.id, origin.address))
      if (!entered.ok) return entered
      const known = await store.credentials(session.user.username)
      if (!(await passwords.verify(password, known?.password ?? null))) return failed('INVALID_CREDENTIALS')
      const token = newToken(random)
      const renewed = { idHash: hashToken(token), now: clock() }
      const event = eventOf(session, 'session.renewed', session.id, origin)
      if (!(await store.renewSession(session.idHash, renewed, event))) return failed('UNAUTHENTICATED')
      await entered.value.succeeded()
      return ok({ token, expiresAt: session.expiresAt })
    },

    async closeSession(session, origin) {
      const event = eventOf(session, 'session.closed', session.id, origin)
      await store.removeSession(session.user.id, session.id, event)
    },
  }
}
