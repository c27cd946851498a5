import type { AuditEvent } from '../../audit.ts'
import { failed, ok, type Result } from '../../failures.ts'
import type { Factor, Origin, User } from '../people.ts'
import { isOver, lifetimeOf } from '../sessions.ts'
import { hashToken, newToken } from '../tokens.ts'
import { tries } from '../tries.ts'
import { ask, isAsked } from './ceremony.ts'
import type { Purpose } from './challenges.ts'
import type { Ceremony, FactorProofs, HalfSession } from './factors.ts'
import { type Assertion, signatureCount } from './passkey.ts'
import { type FactorPorts, sealedFor } from './ports.ts'
import { hashRecoveryCode } from './recovery.ts'
import { stepOfCode } from './totp.ts'

/** What an app shows, with the space that some put in its middle. A recovery code is longer. */
const APP_CODE = /^\d{6}$/
const DECODER = new TextDecoder()

/** Giving a second factor, over these ports. */
export function makeFactorProofs(ports: FactorPorts): FactorProofs {
  const { store, sessions, vault, throttle, clock, ids, random } = ports

  async function spendAppCode(userId: string, code: string): Promise<Factor | null> {
    const app = await store.app(userId, true)
    if (!app) return null
    const now = clock()
    const step = stepOfCode(await vault.open(app.secret, sealedFor(userId)), code, now)
    return step !== null && (await store.spendStep(app.id, step, now)) ? 'totp' : null
  }

  async function spendRecoveryCode({ id }: User, code: string, { address }: Origin): Promise<Factor | null> {
    const at = clock()
    const event = { id: ids('evt'), at, actorId: id, action: 'recovery_code.used', target: id, address } as const
    return (await store.spendRecoveryCode(id, hashRecoveryCode(id, code), event)) ? 'recovery_codes' : null
  }

  /** Whose passkey signed, for the first time and for this very purpose; of `owner`, where it is known who must have. */
  async function signer(
    purpose: Purpose,
    assertion: Assertion,
    ceremony: Ceremony,
    owner?: User,
  ): Promise<User | null> {
    if (!(await isAsked(ports, purpose, assertion.clientDataJSON, ceremony))) return null
    const passkey = await store.passkey(assertion.id)
    if (!passkey || (owner && passkey.user.id !== owner.id)) return null
    const { userHandle } = assertion
    // Who signs in without a name is named by the authenticator.
    if (userHandle ? DECODER.decode(userHandle) !== passkey.user.id : !owner) return null
    const count = await signatureCount(assertion, passkey, ceremony.rp, purpose !== 'factor')
    if (count === null || !(await store.spendSignature(passkey.id, count, clock()))) return null
    return passkey.user
  }

  async function checkCode(user: User, text: string, origin: Origin): Promise<Result<Factor>> {
    const entered = await throttle.enter(tries.factor(user.id, origin.address))
    if (!entered.ok) return entered
    const code = text.replace(/\s/g, '')
    const factor = APP_CODE.test(code) ? await spendAppCode(user.id, code) : await spendRecoveryCode(user, code, origin)
    if (!factor) return failed('INVALID_CODE')
    await entered.value.succeeded()
    return ok(factor)
  }

  async function checkPasskey(
    purpose: 'factor' | 'renew',
    user: User,
    assertion: Assertion,
    ceremony: Ceremony,
    origin: Origin,
  ): Promise<Result<null>> {
    const entered = await throttle.enter(tries.factor(user.id, origin.address))
    if (!entered.ok) return entered
    if (!(await signer(purpose, assertion, ceremony, user))) return failed('PASSKEY_REFUSED')
    await entered.value.succeeded()
    return ok(null)
  }

  async function complete(half: HalfSession, factor: Factor, { address }: Origin) {
    const token = newToken(random)
    const now = clock()
    const { idle, absolute } = lifetimeOf('cookie', half.user.isOperator)
    const renewed = { idHash: hashToken(token), seenAt: now, idleMs: idle, expiresAt: now + absolute }
    const event: AuditEvent = {
      id: ids('evt'),
      at: now,
      actorId: half.user.id,
      accountId: half.accountId,
      action: 'session.opened',
      target: half.id,
      detail: { kind: 'cookie', factor },
      address,
    }
    if (!(await store.completeSession(half.idHash, renewed, event))) return failed('UNAUTHENTICATED')
    return ok({ token, expiresAt: renewed.expiresAt, factor })
  }

  const allowed = (user: User) => store.credentials(user.id)

  return {
    async half(token) {
      const found = await store.half(hashToken(token))
      if (!found || isOver(found, clock())) return null
      const { seenAt: _, idleMs: __, ...half } = found
      return half
    },

    checkCode,

    async complete(half, code, origin) {
      const checked = await checkCode(half.user, code, origin)
      return checked.ok ? complete(half, checked.value, origin) : checked
    },

    async completeWithPasskey(half, assertion, ceremony, origin) {
      const checked = await checkPasskey('factor', half.user, assertion, ceremony, origin)
      return checked.ok ? complete(half, 'passkey', origin) : checked
    },

    leave: ({ idHash }) => store.removeHalf(idHash),

    async factorOptions(user, ceremony) {
      const [challenge, allow] = await Promise.all([ask(ports, 'factor', ceremony), allowed(user)])
      return { challenge, rpId: ceremony.rp.id, allow, needsVerified: false }
    },

    async signInOptions(ceremony, { address }) {
      const entered = await throttle.enter(tries.challenge(address))
      if (!entered.ok) return entered
      const challenge = await ask(ports, 'sign_in', ceremony)
      return ok({ challenge, rpId: ceremony.rp.id, allow: [], needsVerified: true })
    },

    async signIn(assertion, ceremony, { address }) {
      const entered = await throttle.enter(tries.passkey(address))
      if (!entered.ok) return entered
      const user = await signer('sign_in', assertion, ceremony)
      if (!user) return failed('PASSKEY_REFUSED')
      await entered.value.succeeded()
      return user.status === 'suspended' ? failed('USER_SUSPENDED') : ok(user)
    },

    async renewOptions({ user }, ceremony) {
      const [challenge, allow] = await Promise.all([ask(ports, 'renew', ceremony), allowed(user)])
      return { challenge, rpId: ceremony.rp.id, allow, needsVerified: true }
    },

    async renew(session, assertion, ceremony, origin) {
      const checked = await checkPasskey('renew', session.user, assertion, ceremony, origin)
      if (!checked.ok) return checked
      const token = newToken(random)
      const now = clock()
      const event: AuditEvent = {
        id: ids('evt'),
        at: now,
        actorId: session.user.id,
        accountId: session.account.id,
        action: 'session.renewed',
        target: session.id,
        detail: { factor: 'passkey' },
        address: origin.address,
      }
      const renewed = { idHash: hashToken(token), now }
      if (!(await sessions.renewSession(session.idHash, renewed, event))) return failed('UNAUTHENTICATED')
      return ok({ token, expiresAt: session.expiresAt })
    },
  }
}
