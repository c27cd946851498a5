import type { AuditEvent } from '../audit.ts'
import { failed, ok } from '../failures.ts'
import type { OwnPassword } from './access.ts'
import type { PeoplePorts } from './make.ts'
import { hashToken, newToken, RESET_MINUTES } from './tokens.ts'
import { tries } from './tries.ts'

const LIFETIME = RESET_MINUTES * 60_000

/** The verbs about a user's password over these ports. */
export function makeOwnPassword({ store, passwords, throttle, clock, ids, random }: PeoplePorts): OwnPassword {
  const eventOf = (
    action: 'user.password_changed' | 'user.password_reset',
    userId: string,
    accountId: string | null,
    address: string,
  ): AuditEvent => ({ id: ids('evt'), at: clock(), actorId: userId, accountId, action, target: userId, address })

  return {
    async changePassword(session, { current, password }, { address }) {
      const { user, account, idHash, expiresAt } = session
      const entered = await throttle.enter(tries.signInAgain(user.id, address))
      if (!entered.ok) return entered
      const known = await store.credentials(user.username)
      const verdict = await passwords.verify(current, known?.password ?? null)
      if (!known || !verdict) return failed('INVALID_CREDENTIALS')
      await entered.value.succeeded()
      const after = await passwords.hash(password)
      const token = newToken(random)
      const changed = await store.changePassword({
        userId: user.id,
        before: known.password,
        after,
        session: { idHash, next: hashToken(token) },
        event: eventOf('user.password_changed', user.id, account.id, address),
      })
      // A password that changed meanwhile ended this session too.
      return changed ? ok({ token, expiresAt }) : failed('UNAUTHENTICATED')
    },

    async askForReset(login, { address }) {
      const entered = await throttle.enter(tries.reset(login, address))
      return entered.ok ? ok(login) : entered
    },

    async resetLink(login) {
      const known = await store.credentials(login)
      if (known?.user.status !== 'active' || known.user.emailVerifiedAt === null) return null
      const { user } = known
      const token = newToken(random)
      const now = clock()
      const times = { createdAt: now, expiresAt: now + LIFETIME }
      await store.addReset({ hash: hashToken(token), userId: user.id, email: user.email, ...times })
      return { user, to: user.email, token }
    },

    async readReset(token) {
      const found = await store.findToken(hashToken(token), 'reset', clock())
      if (found?.user.status !== 'active') return failed('TOKEN_UNUSABLE')
      return ok({ username: found.user.username })
    },

    async resetPassword(token, password, { address }) {
      const entered = await throttle.enter(tries.token(address))
      if (!entered.ok) return entered
      const hash = hashToken(token)
      const found = await store.findToken(hash, 'reset', clock())
      if (found?.user.status !== 'active') return failed('TOKEN_UNUSABLE')
      await entered.value.succeeded()
      const { user, accountId } = found
      const phc = await passwords.hash(password)
      const event = eventOf('user.password_reset', user.id, accountId, address)
      const isSet = await store.resetPassword({ hash, userId: user.id, password: phc, event })
      return isSet ? ok(user) : failed('TOKEN_UNUSABLE')
    },
  }
}
