import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { AuditAction, AuditEvent } from '../../audit.ts'
import { failed, ok } from '../../failures.ts'
import type { Factor, Origin, Session } from '../people.ts'
import { tries } from '../tries.ts'
import { ask, isAsked } from './ceremony.ts'
import type { OwnFactors } from './factors.ts'
import { ALGORITHMS, newCredential } from './passkey.ts'
import { type FactorPorts, sealedFor } from './ports.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery.ts'
import type { AddedAs, Addition } from './store.ts'
import { newTotpSecret, secretText, secretUri, stepOfCode } from './totp.ts'

const ENCODER = new TextEncoder()

/** How long a secret that was shown is shown again: whoever saw an old one must not know a new app's. */
const ENROL_MS = 30 * 60_000

/** Adding, naming and removing second factors, over these ports. */
export function makeOwnFactors(ports: FactorPorts): OwnFactors {
  const { store, vault, throttle, clock, ids, random } = ports

  const eventOf = (
    { user, account }: Session,
    action: AuditAction,
    target: string,
    { address }: Origin,
    detail: Record<string, unknown> = {},
  ): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: user.id,
    accountId: account.id,
    action,
    target,
    detail,
    address,
  })

  const hashes = (session: Session, codes: string[]) => codes.map((code) => hashRecoveryCode(session.user.id, code))

  function additionOf(session: Session, codes: string[], event: AuditEvent, origin: Origin): Addition {
    const { id } = session.user
    return {
      userId: id,
      sessionId: session.id,
      event,
      endedEvent: eventOf(session, 'sessions.ended', id, origin),
      codes: hashes(session, codes),
      codesEvent: eventOf(session, 'recovery_codes.made', id, origin, { codes: codes.length }),
      now: clock(),
    }
  }

  const shown = (codes: string[], added: AddedAs) => ok({ codes: added === 'first' ? codes : null })
  const factor = (kind: Factor, more: Record<string, unknown> = {}) => ({ factor: kind, ...more })

  return {
    of: (userId) => store.state(userId),

    async enrolment({ user }, issuer) {
      const app = { id: ids('totp'), userId: user.id, createdAt: clock() }
      const sealed = await vault.seal(newTotpSecret(random), sealedFor(user.id))
      await store.beginApp({ ...app, secret: sealed }, app.createdAt - ENROL_MS)
      const begun = await store.app(user.id, false)
      if (!begun) return null
      const secret = await vault.open(begun.secret, sealedFor(user.id))
      return { secret: secretText(secret), uri: secretUri(secret, issuer, user.username) }
    },

    async confirmApp(session, code, origin) {
      const { user } = session
      const entered = await throttle.enter(tries.factor(user.id, origin.address))
      if (!entered.ok) return entered
      const begun = await store.app(user.id, false)
      if (!begun) return failed('NOT_FOUND')
      const step = stepOfCode(await vault.open(begun.secret, sealedFor(user.id)), code, clock())
      if (step === null) return failed('INVALID_CODE')
      const codes = newRecoveryCodes(random)
      const event = eventOf(session, 'factor.added', begun.id, origin, factor('totp'))
      const added = await store.confirmApp(begun.id, step, additionOf(session, codes, event, origin))
      if (!added) return failed('NOT_FOUND')
      await entered.value.succeeded()
      return shown(codes, added)
    },

    async removeApp(session, origin) {
      const app = await store.app(session.user.id, true)
      if (!app) return failed('NOT_FOUND')
      const event = eventOf(session, 'factor.removed', app.id, origin, factor('totp'))
      return (await store.removeApp(session.user.id, event)) ? ok(null) : failed('NOT_FOUND')
    },

    async creationOptions({ user }, ceremony) {
      const exclude = await store.credentials(user.id)
      const challenge = await ask(ports, 'register', ceremony)
      const { id, username: name } = user
      const handle = encodeBase64urlNoPadding(ENCODER.encode(id))
      return { challenge, rpId: ceremony.rp.id, user: { id: handle, name }, algorithms: ALGORITHMS, exclude }
    },

    async addPasskey(session, name, attestation, ceremony, origin) {
      if (!(await isAsked(ports, 'register', attestation.clientDataJSON, ceremony))) return failed('PASSKEY_REFUSED')
      const credential = await newCredential(attestation, ceremony.rp)
      if (!credential) return failed('PASSKEY_REFUSED')
      const id = ids('pkey')
      const codes = newRecoveryCodes(random)
      const event = eventOf(session, 'factor.added', id, origin, factor('passkey', { name }))
      const { transports } = attestation
      const addition = additionOf(session, codes, event, origin)
      const added = await store.addPasskey({ ...credential, id, name, transports }, addition)
      return added ? shown(codes, added) : failed('PASSKEY_REFUSED')
    },

    async renamePasskey(session, id, name, origin) {
      const event = eventOf(session, 'factor.renamed', id, origin, factor('passkey', { name }))
      return (await store.renamePasskey(session.user.id, id, name, event)) ? ok(null) : failed('NOT_FOUND')
    },

    async removePasskey(session, id, origin) {
      const event = eventOf(session, 'factor.removed', id, origin, factor('passkey'))
      return (await store.removePasskey(session.user.id, id, event)) ? ok(null) : failed('NOT_FOUND')
    },

    async makeRecoveryCodes(session, origin) {
      const { id } = session.user
      const codes = newRecoveryCodes(random)
      const event = eventOf(session, 'recovery_codes.made', id, origin, { codes: codes.length })
      return (await store.replaceRecoveryCodes(id, hashes(session, codes), event)) ? ok(codes) : failed('NOT_FOUND')
    },
  }
}
