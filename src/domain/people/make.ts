import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok } from '../failures.ts'
import type { Ids, Random } from '../ids.ts'
import { hashKey, hintOf, mintKey, newTag } from '../keys/format.ts'
import { UTC } from '../time-zones.ts'
import { deviceKind, deviceOf } from './devices.ts'
import { makeOwnAddress } from './own-address.ts'
import { makeOwnPassword } from './own-password.ts'
import { makeOwnSessions } from './own-sessions.ts'
import type { PasswordsFace } from './passwords.ts'
import type { People, User } from './people.ts'
import { HALF_MS, isOver, lifetimeOf, SEEN_LAG } from './sessions.ts'
import type { PeopleStore } from './store.ts'
import { hashToken, newToken } from './tokens.ts'
import { type Throttle, tries } from './tries.ts'

export interface PeoplePorts {
  store: PeopleStore
  passwords: PasswordsFace
  throttle: Throttle
  /** From one address. */
  registrationsPerHour: number
  /** Puts an account in force in its meter; false when it could not be reached. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  /** Lets work go on behind the answer. */
  behind: (work: Promise<void>) => void
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
  const { store, passwords, throttle, registrationsPerHour, push, behind, clock, ids, random, prefix, secrets } = ports
  // The parameters of hashes grow; the password is at hand at sign-in alone.
  const upgrade = async (userId: string, before: string, password: string) =>
    store.upgradePassword(userId, before, await passwords.hash(password))

  return {
    ...makeOwnSessions(ports),
    ...makeOwnAddress(ports),
    ...makeOwnPassword(ports),

    async register({ username, email, password }, { address }) {
      const entered = await throttle.enter(tries.registration(address, registrationsPerHour))
      if (!entered.ok) return entered
      const phc = await passwords.hash(password)
      const at = clock()
      const user: User = {
        id: ids('user'),
        username,
        email,
        emailVerifiedAt: null,
        pendingEmail: null,
        isOperator: false,
        status: 'active',
        suspendedReason: null,
        locale: null,
        hasFactor: false,
        credentialsVersion: 0,
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
      const saved = await store.addNewcomer({ user, password: phc, account, key, event, releasedId: ids('evt') })
      if (!saved.ok) return saved
      return ok({ user, account: saved.value, apiKey, inForce: await push(saved.value) })
    },

    async authenticate(login, password, { address }) {
      const entered = await throttle.enter(tries.signIn(login, address))
      if (!entered.ok) return entered
      const known = await store.credentials(login)
      const verdict = await passwords.verify(password, known?.password ?? null)
      if (!known || !verdict) return failed('INVALID_CREDENTIALS')
      await entered.value.succeeded()
      if (verdict === 'match_outdated') behind(upgrade(known.user.id, known.password, password))
      // Only who knows the password may learn that the user is suspended.
      return known.user.status === 'suspended' ? failed('USER_SUSPENDED') : ok(known.user)
    },

    async openSession(user, kind, { address, agent, place }, { proof, factor } = {}) {
      const token = newToken(random)
      const now = clock()
      const { idle, absolute } = lifetimeOf(kind, user.isOperator)
      const expiresAt = now + absolute
      const idHash = hashToken(token)
      const id = ids('ses')
      const isByLink = proof === 'link'
      const times = { createdAt: now, signedInAt: isByLink ? 0 : now, seenAt: now, idleMs: idle, expiresAt }
      const detail = { kind, ...(isByLink ? { by: proof } : {}), ...(factor ? { factor } : {}) }
      const half = { idleMs: HALF_MS, expiresAt: now + HALF_MS }
      const account = { id: ids('acct'), name: user.username, tag: newTag(random) }
      const act = { at: now, actorId: user.id, address }
      const home = {
        account,
        event: { ...act, id: ids('evt'), action: 'account.created', target: account.id, accountId: account.id },
      } as const
      const { complete, isHomeNew } = await store.addSession(
        { id, idHash, kind, user, address, agent, place, ...times },
        { ...act, id: ids('evt'), action: 'session.opened', target: id, detail },
        { home, half: factor ? null : half },
      )
      if (isHomeNew) await push(account)
      return { token, expiresAt: complete ? expiresAt : half.expiresAt, complete }
    },

    async noteDevice(user, { agent }) {
      const device = deviceOf(agent)
      return (await store.addDevice(user.id, deviceKind(device), clock())) ? device : null
    },

    async session(token, byHand = true) {
      const found = await store.session(hashToken(token))
      const now = clock()
      if (!found || isOver(found, now)) return null
      if (byHand && now - found.seenAt >= SEEN_LAG) await store.touchSession(found.idHash, now)
      const { seenAt: _, idleMs: __, ...session } = found
      return session
    },
  }
}
