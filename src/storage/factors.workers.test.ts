import { beforeEach, describe, expect, test } from 'vitest'
import { addApp, addPasskey, answer, appOf, forgetSteps, HERE, RP } from '../app/factors.fixture.ts'
import { bindings, type Person, services, settings, signUp } from '../app/visitor.fixture.ts'
import { ok } from '../domain/failures.ts'
import { makeIds } from '../domain/ids.ts'
import { type Bent, newAuthenticator } from '../domain/people/factors/authenticator.fixture.ts'
import type { Ceremony, HalfSession } from '../domain/people/factors/factors.ts'
import { makeFactors } from '../domain/people/factors/make.ts'
import type { Assertion } from '../domain/people/factors/passkey.ts'
import type { FactorStore } from '../domain/people/factors/store.ts'
import { random } from '../platform/random.ts'
import { makeVault } from '../platform/vault.ts'
import { deleteEndedChallenges } from './challenges.ts'
import { database } from './database.ts'
import { factorStore } from './factors.ts'
import { sessionStore } from './sessions.ts'

const TRIES = 16
const MINUTE = 60_000
const db = database(bindings.DB)

let now = Date.now()
/** The verbs, with nobody counting tries: what is exact is exact without that. */
const verbs = (store: FactorStore = factorStore(db)) =>
  makeFactors({
    store,
    sessions: sessionStore(db),
    vault: makeVault(settings.KEY_SECRETS),
    throttle: { enter: async () => ok({ succeeded: async () => {} }), waitOf: async () => 0 },
    clock: () => now,
    ids: makeIds(() => now, random),
    random,
  })

let made = 0
let person: Person
beforeEach(async () => {
  now = Date.now()
  made += 1
  person = await signUp(`factors-${made}`)
})

/** Lets nobody pass until all are there. */
function barrier(count: number) {
  let waiting = 0
  let open = () => {}
  const opened = new Promise<void>((done) => {
    open = done
  })
  return async () => {
    waiting += 1
    if (waiting === count) open()
    await opened
  }
}

/** The verbs whose `step` of storage all tries reach before any of them takes it. */
function together<K extends 'spendStep' | 'spendRecoveryCode' | 'spendChallenge' | 'spendSignature'>(step: K) {
  const store = factorStore(db)
  const all = barrier(TRIES)
  const held = async (...args: never[]) => {
    await all()
    return (store[step] as (...given: never[]) => Promise<boolean>)(...args)
  }
  return verbs({ ...store, [step]: held } as FactorStore)
}

async function halfSession() {
  const { token, complete } = await services.people.openSession(person.session.user, 'cookie', HERE)
  const half = await services.factors.half(token)
  if (complete || !half) throw new Error('the session is whole')
  return half
}
const times = <T>(make: (i: number) => Promise<T>) => Promise.all(Array.from({ length: TRIES }, (_, i) => make(i)))
const wins = (results: { ok: boolean }[]) => results.filter((one) => one.ok).length
const events = async (action: string) =>
  (
    await bindings.DB.prepare('SELECT detail FROM audit_events WHERE actor_id = ? AND action = ?')
      .bind(person.id, action)
      .all()
  ).results

describe('of sixteen at once exactly one wins', () => {
  test('with one code of an app, each in a half session of its own', async () => {
    const { code } = await addApp(person)
    const halves = await times(halfSession)
    const factors = together('spendStep')
    expect(wins(await times((i) => factors.complete(halves[i] as HalfSession, code(1), HERE)))).toBe(1)
  })

  test('with one recovery code, and one use is recorded', async () => {
    const { codes } = await addApp(person)
    const halves = await times(halfSession)
    const factors = together('spendRecoveryCode')
    expect(wins(await times((i) => factors.complete(halves[i] as HalfSession, codes[3] ?? '', HERE)))).toBe(1)
    expect(await events('recovery_code.used')).toHaveLength(1)
    expect((await services.factors.of(person.id)).recoveryCodes?.left).toBe(9)
  })

  test('with one signature of a passkey that does not count', async () => {
    const { authenticator } = await addPasskey(person)
    const half = await halfSession()
    const ceremony = { rp: RP, boundTo: 'browser' }
    const assertion = await answer(authenticator, await services.factors.factorOptions(half.user, ceremony))
    const factors = together('spendChallenge')
    expect(wins(await times(() => factors.completeWithPasskey(half, assertion, ceremony, HERE)))).toBe(1)
  })

  test('with one counter of a passkey that was cloned, each answering a challenge of its own', async () => {
    const { authenticator } = await addPasskey(person, { count: 4 })
    const half = await halfSession()
    const ceremonies = Array.from({ length: TRIES }, (_, i) => ({ rp: RP, boundTo: `clone-${i}` }))
    const assertions = await times(async (i) => {
      const options = await services.factors.factorOptions(half.user, ceremonies[i] as Ceremony)
      return answer(authenticator, options, { count: 5 })
    })
    const factors = together('spendSignature')
    const results = await times((i) =>
      factors.completeWithPasskey(half, assertions[i] as Assertion, ceremonies[i] as Ceremony, HERE),
    )
    expect(results.filter((one) => !one.ok && one.code === 'PASSKEY_REFUSED')).toHaveLength(TRIES - 1)
    const used = await bindings.DB.prepare('SELECT sign_count FROM passkeys WHERE user_id = ?').bind(person.id).first()
    expect(used).toEqual({ sign_count: 5 })
  })

  test('to make one half session whole, with recovery codes of their own', async () => {
    const { codes } = await addApp(person)
    const half = await halfSession()
    const results = await Promise.all(codes.map((code) => verbs().complete(half, code, HERE)))
    expect(wins(results)).toBe(1)
  })
})

describe('a code of an app', () => {
  test('works once, and no earlier one after it', async () => {
    const { code } = await addApp(person)
    const check = async (text: string) => (await verbs().checkCode(person.session.user, text, HERE)).ok
    expect(await check(code(1))).toBe(true)
    expect([await check(code(1)), await check(code(0)), await check(code(-1))]).toEqual([false, false, false])
  })

  test('works with the space that some apps show in its middle', async () => {
    const { code } = await addApp(person)
    const spaced = code(1).replace(/^(...)/, '$1 ')
    expect((await verbs().checkCode(person.session.user, spaced, HERE)).ok).toBe(true)
  })

  test('of an app that nobody confirmed is none, and asks for no second factor', async () => {
    const enrolment = await services.factors.enrolment(person.session, 'Tollgate')
    const code = appOf(enrolment?.secret ?? '')(0)
    expect((await verbs().checkCode(person.session.user, code, HERE)).ok).toBe(false)
    expect((await services.people.openSession(person.session.user, 'cookie', HERE)).complete).toBe(true)
  })

  test('shows the same secret for half an hour, until it is confirmed, and then never again', async () => {
    const [one, two] = [
      await services.factors.enrolment(person.session, 'Tollgate'),
      await services.factors.enrolment(person.session, 'Tollgate'),
    ]
    expect(one).toEqual(two)
    now += 30 * MINUTE + 1_000
    expect((await verbs().enrolment(person.session, 'Tollgate'))?.secret).not.toBe(one?.secret)
    await addApp(person)
    expect(await services.factors.enrolment(person.session, 'Tollgate')).toBeNull()
  })

  test('has its secret sealed in the database, for its user alone', async () => {
    const { secret } = await addApp(person)
    const stranger = await signUp(`factors-stranger-${made}`)
    await addApp(stranger)
    const row = await bindings.DB.prepare('SELECT * FROM second_factors WHERE user_id = ?').bind(person.id).first()
    expect(JSON.stringify(row)).not.toContain(secret)
    await bindings.DB.prepare('UPDATE second_factors SET secret = ?, last_step = NULL WHERE user_id = ?')
      .bind(row?.secret, stranger.id)
      .run()
    await forgetSteps(stranger)
    await expect(verbs().checkCode(stranger.session.user, '123456', HERE)).rejects.toThrow('KEY_SECRETS')
  })
})

describe('a recovery code', () => {
  test('of another user is none', async () => {
    await addApp(person)
    const stranger = await signUp(`factors-other-${made}`)
    const { codes } = await addApp(stranger)
    expect((await verbs().checkCode(person.session.user, codes[0] ?? '', HERE)).ok).toBe(false)
    expect((await verbs().checkCode(stranger.session.user, codes[0] ?? '', HERE)).ok).toBe(true)
  })

  test('is stored as a hash alone', async () => {
    const { codes } = await addApp(person)
    const { results } = await bindings.DB.prepare('SELECT * FROM recovery_codes').all()
    for (const code of codes) expect(JSON.stringify(results)).not.toContain(code)
  })

  test('of before is none once new ones were made', async () => {
    const { codes } = await addApp(person)
    const renewed = await services.factors.makeRecoveryCodes(person.session, HERE)
    if (!renewed.ok) throw new Error(renewed.code)
    expect((await verbs().checkCode(person.session.user, codes[0] ?? '', HERE)).ok).toBe(false)
    expect((await verbs().checkCode(person.session.user, renewed.value[0] ?? '', HERE)).ok).toBe(true)
  })

  test('goes with the last factor, and not before', async () => {
    await addApp(person)
    await addPasskey(person)
    const [passkey] = (await services.factors.of(person.id)).passkeys
    await services.factors.removeApp(person.session, HERE)
    expect((await services.factors.of(person.id)).recoveryCodes?.left).toBe(10)
    await services.factors.removePasskey(person.session, passkey?.id ?? '', HERE)
    expect(await services.factors.of(person.id)).toEqual({ app: null, passkeys: [], recoveryCodes: null })
  })
})

describe('the answer of a passkey', () => {
  const here: Ceremony = { rp: RP, boundTo: 'browser' }
  const elsewhere: Ceremony = { rp: RP, boundTo: 'another browser' }
  const { factors } = services

  /** Tries to complete a half session, with what was asked and what was answered bent as given. */
  async function tryWith({
    asked = here,
    answered = here,
    bent = {},
  }: {
    asked?: Ceremony
    answered?: Ceremony
    bent?: Bent
  }) {
    const { authenticator } = await addPasskey(person)
    const half = await halfSession()
    const assertion = await answer(authenticator, await factors.factorOptions(half.user, asked), bent)
    return verbs().completeWithPasskey(half, assertion, answered, HERE)
  }

  test('opens the session', async () => {
    expect((await tryWith({})).ok).toBe(true)
  })

  test.each<[string, Parameters<typeof tryWith>[0]]>([
    ['from another origin', { bent: { origin: 'https://evil.example' } }],
    ['for another site', { bent: { rpId: 'evil.example' } }],
    ['of another type', { bent: { type: 'webauthn.create' } }],
    ['without anyone there', { bent: { userPresent: false } }],
    ['to a challenge of another session', { asked: elsewhere }],
    ['to a challenge that was never given', { bent: { challenge: new Uint8Array(32) } }],
    ['that names another user', { bent: { userHandle: 'user_other' } }],
  ])('%s is refused', async (_, change) => {
    expect(await tryWith(change)).toMatchObject({ ok: false, code: 'PASSKEY_REFUSED' })
  })

  const REFUSED = { ok: false, code: 'PASSKEY_REFUSED' }

  test('is refused the second time', async () => {
    const { authenticator } = await addPasskey(person)
    const halves = [await halfSession(), await halfSession()] as const
    const assertion = await answer(authenticator, await factors.factorOptions(person.session.user, here))
    expect((await verbs().completeWithPasskey(halves[0], assertion, here, HERE)).ok).toBe(true)
    expect(await verbs().completeWithPasskey(halves[1], assertion, here, HERE)).toMatchObject(REFUSED)
  })

  test('is refused from five minutes after it was asked', async () => {
    const { authenticator } = await addPasskey(person)
    const answeredAfter = async (ms: number) => {
      const half = await halfSession()
      const assertion = await answer(authenticator, await verbs().factorOptions(half.user, here))
      now += ms
      return verbs().completeWithPasskey(half, assertion, here, HERE)
    }
    expect((await answeredAfter(5 * MINUTE - 1)).ok).toBe(true)
    expect(await answeredAfter(5 * MINUTE)).toMatchObject(REFUSED)
  })

  test('to a question is refused once another was asked in its place', async () => {
    const { authenticator } = await addPasskey(person)
    const half = await halfSession()
    const first = await answer(authenticator, await factors.factorOptions(half.user, here))
    await factors.factorOptions(half.user, here)
    expect(await verbs().completeWithPasskey(half, first, here, HERE)).toMatchObject(REFUSED)
  })

  test('for one purpose is none for another', async () => {
    const { authenticator } = await addPasskey(person)
    const half = await halfSession()
    const userHandle = person.id
    const forFactor = await answer(authenticator, await factors.factorOptions(half.user, here), { userHandle })
    expect((await verbs().signIn(forFactor, here, HERE)).ok).toBe(false)
    expect((await verbs().renew(person.session, forFactor, here, HERE)).ok).toBe(false)
    const options = await verbs().signInOptions(here, HERE)
    if (!options.ok) throw new Error(options.code)
    const forSignIn = await answer(authenticator, options.value, { userHandle })
    expect((await verbs().completeWithPasskey(half, forSignIn, here, HERE)).ok).toBe(false)
    expect(await verbs().signIn(forSignIn, here, HERE)).toMatchObject({ ok: true, value: { id: person.id } })
  })

  test('by another user’s passkey is refused', async () => {
    await addPasskey(person)
    const stranger = await signUp(`factors-passkey-${made}`)
    const { authenticator } = await addPasskey(stranger)
    const half = await halfSession()
    const assertion = await answer(authenticator, await factors.factorOptions(half.user, here))
    expect((await verbs().completeWithPasskey(half, assertion, here, HERE)).ok).toBe(false)
    const renewing = await answer(authenticator, await factors.renewOptions(person.session, here))
    expect((await verbs().renew(person.session, renewing, here, HERE)).ok).toBe(false)
  })

  test('by a passkey that was removed, or never added, is refused', async () => {
    const { authenticator } = await addPasskey(person)
    await addApp(person)
    const half = await halfSession()
    const assertion = await answer(authenticator, await factors.factorOptions(half.user, here))
    const [passkey] = (await factors.of(person.id)).passkeys
    await factors.removePasskey(person.session, passkey?.id ?? '', HERE)
    expect((await verbs().completeWithPasskey(half, assertion, here, HERE)).ok).toBe(false)
  })

  test('alone signs in only when the authenticator recognised its user and says who it is', async () => {
    const { authenticator } = await addPasskey(person)
    const signIn = async (bent: Bent) => {
      const options = await verbs().signInOptions(here, HERE)
      if (!options.ok) throw new Error(options.code)
      return (await verbs().signIn(await answer(authenticator, options.value, bent), here, HERE)).ok
    }
    expect(await signIn({ userHandle: person.id, userVerified: false })).toBe(false)
    expect(await signIn({ userHandle: null })).toBe(false)
    expect(await signIn({ userHandle: 'user_other' })).toBe(false)
    expect(await signIn({ userHandle: person.id })).toBe(true)
  })

  test('of a suspended user signs nobody in', async () => {
    const { authenticator } = await addPasskey(person)
    await bindings.DB.prepare("UPDATE users SET status = 'suspended' WHERE id = ?").bind(person.id).run()
    const options = await verbs().signInOptions(here, HERE)
    if (!options.ok) throw new Error(options.code)
    const assertion = await answer(authenticator, options.value, { userHandle: person.id })
    expect(await verbs().signIn(assertion, here, HERE)).toMatchObject({ ok: false, code: 'USER_SUSPENDED' })
  })

  test('with a counter that does not grow is refused, where it ever counted', async () => {
    const { authenticator } = await addPasskey(person, { count: 9 })
    const signed = async (count: number) => {
      const half = await halfSession()
      const assertion = await answer(authenticator, await factors.factorOptions(half.user, here), { count })
      return (await verbs().completeWithPasskey(half, assertion, here, HERE)).ok
    }
    expect([await signed(9), await signed(0), await signed(10), await signed(10), await signed(11)]).toEqual([
      false,
      false,
      true,
      false,
      true,
    ])
  })
})

describe('a new passkey', () => {
  const here: Ceremony = { rp: RP, boundTo: 'browser' }
  const { factors } = services
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))

  test.each<[string, Bent]>([
    ['from another origin', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['of another type', { type: 'webauthn.get' }],
    ['without anyone there', { userPresent: false }],
    ['to another challenge', { challenge: new Uint8Array(32) }],
  ])('%s is refused', async (_, bent) => {
    const { challenge } = await factors.creationOptions(person.session, here)
    const attestation = (await newAuthenticator(RP)).create(bytes(challenge), bent)
    expect((await factors.addPasskey(person.session, 'x', attestation, here, HERE)).ok).toBe(false)
    expect((await factors.of(person.id)).passkeys).toEqual([])
  })

  test('is added once, and names the known ones so that no device is asked twice', async () => {
    const authenticator = await newAuthenticator(RP)
    const { challenge } = await factors.creationOptions(person.session, here)
    const attestation = authenticator.create(bytes(challenge))
    const results = await times(() => factors.addPasskey(person.session, 'x', attestation, here, HERE))
    expect(wins(results)).toBe(1)
    expect(await factors.creationOptions(person.session, here)).toMatchObject({ exclude: [{ id: authenticator.id }] })
  })

  test('that is somebody’s already is refused', async () => {
    const { authenticator } = await addPasskey(person)
    const stranger = await signUp(`factors-same-${made}`)
    const { challenge } = await factors.creationOptions(stranger.session, here)
    const attestation = authenticator.create(bytes(challenge))
    expect(await factors.addPasskey(stranger.session, 'x', attestation, here, HERE)).toMatchObject({ ok: false })
    expect((await factors.of(stranger.id)).recoveryCodes).toBeNull()
  })
})

test('a challenge that nobody answered is deleted when its time is over', async () => {
  await verbs().factorOptions(person.session.user, { rp: RP, boundTo: `late-${made}` })
  const left = () =>
    bindings.DB.prepare('SELECT count(*) AS n FROM passkey_challenges WHERE bound_to = ?')
      .bind(`late-${made}`)
      .first('n')
  await deleteEndedChallenges(db, now + 5 * MINUTE - 1, 100)
  expect(await left()).toBe(1)
  await deleteEndedChallenges(db, now + 5 * MINUTE, 100)
  expect(await left()).toBe(0)
})
