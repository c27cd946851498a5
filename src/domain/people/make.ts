import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok } from '../failures.ts'
import type { Ids, Random } from '../ids.ts'
import { hashKey, hintOf, mintKey, newTag } from '../keys/format.ts'
import { UTC } from '../time-zones.ts'
import { deviceKind, deviceOf } from './devices.ts'
import { makeOwnSessions } from './own-sessions.ts'
import type { PasswordsFace } from './passwords.ts'
import type { People, User } from './people.ts'
import { hashSessionToken, isOver, lifetimeOf, newSessionToken, SEEN_LAG } from './sessions.ts'
import type { PeopleStore } from './store.ts'
import { type Throttle, tries } from './tries.ts'

export interface PeoplePorts {
  store: PeopleStore
  passwords: PasswordsFace
  throttle: Throttle
  /** From one address. */
  registrationsPerHour: number
  /** Puts an account in force in its meter; false when it could not be reached. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
  random: Random
  /** Of API keys, newest secret first. */
  prefix: string
  secrets: readonly string[]
}

/** The name of the key that comes with an account. */
const FIRST_KEY = 'default'

/** People's verbs over these ports. */
export function makePeople(ports: PeoplePorts): People {
  const { store, passwords, throttle, registrationsPerHour, push, clock, ids, random, prefix, secrets } = ports
  return {
    ...makeOwnSessions(ports),

    async register({ username, email, password }, { address }) {
      const entered = await throttle.enter(tries.registration(address, registrationsPerHour))
      if (!entered.ok) return entered
      const phc = await passwords.hash(password)
      const at = clock()
      const user: User = {
        id: ids('user'),
        username,
        email,
        isOperator: false,
        status: 'active',
        suspendedReason: null,
        locale: null,
        timeZone: UTC,
        theme: null,
        notifications: { newSignIn: true, usage: true },
        createdAt: at,
      }
      const account = { id: ids('acct'), name: username, tag: newTag(random) }
      const apiKey = mintKey(prefix, account.tag, secrets, random)
      const key = { id: ids('key'), name: FIRST_KEY, hash: hashKey(apiKey), hint: hintOf(apiKey, prefix) }
      const event: AuditEvent = {
        id: ids('evt'),
        at,
        actorId: user.id,
        accountId: account.id,
        action: 'user.registered',
        target: user.id,
        address,
      }
      const saved = await store.addNewcomer({ user, password: phc, account, key, event })
      if (!saved.ok) return saved
      return ok({ user, account: saved.value, apiKey, inForce: await push(saved.value) })
    },

    async authenticate(login, password, { address }) {
      const entered = await throttle.enter(tries.signIn(login, address))
      if (!entered.ok) return entered
      const known = await store.credentials(login)
      const matches = await passwords.verify(password, known?.password ?? null)
      if (!known || !matches) return failed('INVALID_CREDENTIALS')
      await entered.value.succeeded()
      // Only who knows the password may learn that the user is suspended.
      return known.user.status === 'suspended' ? failed('USER_SUSPENDED') : ok(known.user)
    },

    async openSession(user, kind, { address, agent, place }) {
      const token = newSessionToken(random)
      const now = clock()
      const { idle, absolute } = lifetimeOf(kind, user.isOperator)
      const expiresAt = now + absolute
      const idHash = hashSessionToken(token)
      const id = ids('ses')
      const times = { createdAt: now, signedInAt: now, seenAt: now, idleMs: idle, expiresAt }
      await store.addSession(
        { id, idHash, kind, userId: user.id, address, agent, place, ...times },
        { id: ids('evt'), at: now, actorId: user.id, action: 'session.opened', target: id, detail: { kind }, address },
      )
      return { token, expiresAt }
    },

    async noteDevice(user, { agent }) {
      const device = deviceOf(agent)
      return (await store.addDevice(user.id, deviceKind(device), clock())) ? device : null
    },

    async session(token, byHand = true) {
      const found = await store.session(hashSessionToken(token))
      const now = clock()
      if (!found || isOver(found, now)) return null
      if (byHand && now - found.seenAt >= SEEN_LAG) await store.touchSession(found.idHash, now)
      const { seenAt: _, idleMs: __, ...session } = found
      return session
    },
  }
}
