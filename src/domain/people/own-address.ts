import type { AuditAction, AuditEvent } from '../audit.ts'
import { failed, ok } from '../failures.ts'
import type { OwnAddress } from './access.ts'
import { isSameAddress, unconfirmedAddress } from './address.ts'
import type { PeoplePorts } from './make.ts'
import type { User } from './people.ts'
import { hashToken, newToken, VERIFICATION_HOURS } from './tokens.ts'
import { tries } from './tries.ts'

const LIFETIME = VERIFICATION_HOURS * 3_600_000

/** The verbs about a user's mail address over these ports. */
export function makeOwnAddress({ store, throttle, push, clock, ids, random }: PeoplePorts): OwnAddress {
  const eventOf = (event: Omit<AuditEvent, 'id' | 'at'>): AuditEvent => ({ id: ids('evt'), at: clock(), ...event })

  return {
    async verificationLink(user) {
      const to = unconfirmedAddress(user)
      if (to === null) return null
      const token = newToken(random)
      const now = clock()
      const times = { createdAt: now, expiresAt: now + LIFETIME }
      const added = await store.addVerification({ hash: hashToken(token), userId: user.id, email: to, ...times })
      return added ? { user, to, token } : null
    },

    async askForVerification({ user }, { address }) {
      const entered = await throttle.enter(tries.verification(user.id, address))
      return entered.ok ? ok(null) : entered
    },

    verificationWait: ({ user }, { address }) => throttle.waitOf(tries.verification(user.id, address)),

    async readVerification(token) {
      const found = await store.findToken(hashToken(token), 'verify', clock())
      if (!found) return failed('TOKEN_UNUSABLE')
      return ok({ username: found.user.username, email: found.email })
    },

    async verifyAddress(token, { address }) {
      const entered = await throttle.enter(tries.token(address))
      if (!entered.ok) return entered
      const hash = hashToken(token)
      const found = await store.findToken(hash, 'verify', clock())
      if (!found) return failed('TOKEN_UNUSABLE')
      await entered.value.succeeded()

      const { user, email, accountId } = found
      const isFirst = user.emailVerifiedAt === null || isSameAddress(user.email, email)
      const action: AuditAction = isFirst ? 'user.address_verified' : 'user.address_changed'
      const detail = isFirst ? { email } : { before: { email: user.email }, after: { email } }
      const event = eventOf({ actorId: user.id, accountId, action, target: user.id, detail, address })
      const owned = await store.ownedAccounts(user.id)
      const accountIds = owned.map(({ id }) => id)
      const claim = { hash, userId: user.id, email, accountIds, event, releasedId: ids('evt') }
      if (!(await store.confirmAddress(claim))) {
        const isStillThere = (await store.findToken(hash, 'verify', clock())) !== null
        return failed(isStillThere ? 'EMAIL_TAKEN' : 'TOKEN_UNUSABLE')
      }
      const pushed = await Promise.all(owned.map(push))
      const confirmed: User = { ...user, email, emailVerifiedAt: event.at }
      return ok({ user: confirmed, former: isFirst ? null : user.email, inForce: pushed.every(Boolean) })
    },

    async changeAddress({ id, user, account }, email, { address }) {
      const entered = await throttle.enter(tries.verification(user.id, address))
      if (!entered.ok) return entered
      // Back to the one that is confirmed: then none is pending.
      const pendingEmail = user.emailVerifiedAt !== null && isSameAddress(user.email, email) ? null : email
      const detail = { email }
      const action = 'user.address_change_asked'
      const event = eventOf({ actorId: user.id, accountId: account.id, action, target: user.id, detail, address })
      if (!(await store.setPendingAddress(id, user.id, pendingEmail, event))) return failed('UNAUTHENTICATED')
      return ok({ ...user, pendingEmail })
    },
  }
}
