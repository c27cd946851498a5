import { beforeEach, describe, expect, test } from 'vitest'
import { bindings, PASSWORD, type Person, settings, signUp } from '../app/visitor.fixture.ts'
import { makeIds } from '../domain/ids.ts'
import { makePeople } from '../domain/people/make.ts'
import type { User } from '../domain/people/people.ts'
import { random } from '../platform/random.ts'
import { makeThrottle } from '../platform/throttle.ts'
import { database } from './database.ts'
import { peopleStore } from './people.ts'
import { deleteEndedTokens } from './tokens.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const HERE = { address: '192.0.2.77', agent: 'test', place: null }
const NEXT = 'plum-ladder-42'

let now = 0
const peopleWith = (behind: (work: Promise<void>) => void) =>
  makePeople({
    store: peopleStore(database(bindings.DB)),
    passwords: bindings.PASSWORDS,
    throttle: makeThrottle(bindings.THROTTLE),
    registrationsPerHour: 1_000,
    push: async () => true,
    behind,
    clock: () => now,
    ids: makeIds(() => now, random),
    random,
    prefix: settings.API_PREFIX,
    secrets: settings.KEY_SECRETS,
  })
const people = peopleWith(() => {})

let made = 0
let person: Person
let user: User
beforeEach(async () => {
  now = Date.now()
  person = await signUp(`token-${++made}`)
  user = person.session.user
})

const confirm = async (id = person.id) => {
  await bindings.DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(id).run()
}
const verification = async (of = user) => (await people.verificationLink(of))?.token ?? ''
const reset = async () => (await people.resetLink(person.username))?.token ?? ''
const events = async (action: string) =>
  bindings.DB.prepare('SELECT count(*) AS n FROM audit_events WHERE target = ? AND action = ?')
    .bind(person.id, action)
    .first<number>('n')
const codes = (answers: { ok: boolean; code?: string }[]) => {
  const counts: Record<string, number> = {}
  for (const answer of answers) {
    const code = answer.ok ? 'ok' : (answer.code ?? '')
    counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}

describe('a link works until its end and not at it', () => {
  test('to confirm an address: 24 hours', async () => {
    const [kept, lost] = [await verification(), await verification()]
    now += DAY - 1
    expect(await people.readVerification(lost, HERE)).toMatchObject({ ok: true, value: { email: user.email } })
    now += 1
    expect(await people.readVerification(lost, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
    expect(await people.verifyAddress(lost, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
    now -= 1
    expect((await people.verifyAddress(kept, HERE)).ok).toBe(true)
  })

  test('to set a password: one hour', async () => {
    await confirm()
    const token = await reset()
    now += 60 * MINUTE
    expect(await people.readReset(token, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
    expect(await people.resetPassword(token, NEXT, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
    now -= 1
    expect((await people.resetPassword(token, NEXT, HERE)).ok).toBe(true)
  })
})

describe('sixteen tries at once', () => {
  test('confirm an address once, with one event', async () => {
    const token = await verification()
    const answers = await Promise.all(Array.from({ length: 16 }, () => people.verifyAddress(token, HERE)))
    expect(codes(answers)).toEqual({ ok: 1, TOKEN_UNUSABLE: 15 })
    expect(await events('user.address_verified')).toBe(1)
  })

  test('set one of sixteen passwords, with one event, and that one signs in', async () => {
    await confirm()
    const token = await reset()
    const passwords = Array.from({ length: 16 }, (_, i) => `plum-ladder-x${i}`)
    const answers = await Promise.all(passwords.map((password) => people.resetPassword(token, password, HERE)))
    expect(codes(answers)).toEqual({ ok: 1, TOKEN_UNUSABLE: 15 })
    expect(await events('user.password_reset')).toBe(1)
    const set = passwords[answers.findIndex(({ ok }) => ok)] ?? ''
    expect((await people.authenticate(person.username, set, HERE)).ok).toBe(true)
  })

  test('of links to one address from two users, let one user have it', async () => {
    const other = (await signUp(`token-other-${made}`)).session.user
    const tokens = await Promise.all(
      [user, other].flatMap((one) =>
        Array.from({ length: 8 }, () => verification({ ...one, pendingEmail: `wanted-${made}@example.com` })),
      ),
    )
    const answers = await Promise.all(tokens.map((token) => people.verifyAddress(token, HERE)))
    const winners = answers.flatMap((answer) => (answer.ok ? [answer.value.user.id] : []))
    expect(winners).toHaveLength(1)
    const holders = await bindings.DB.prepare('SELECT id FROM users WHERE email = ? AND email_verified_at IS NOT NULL')
      .bind(`wanted-${made}@example.com`)
      .all<{ id: string }>()
    expect(holders.results).toEqual([{ id: winners[0] }])
  })

  test('change a password once: the others are signed out', async () => {
    const passwords = Array.from({ length: 4 }, (_, i) => `plum-ladder-y${i}`)
    const answers = await Promise.all(
      passwords.map((password) => people.changePassword(person.session, { current: PASSWORD, password }, HERE)),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await events('user.password_changed')).toBe(1)
  })
})

test('a token is stored by its hash alone, and one kind is not taken for another', async () => {
  await confirm()
  const { results } = await bindings.DB.prepare('SELECT * FROM tokens').all()
  const [resetting, verifying] = [await reset(), await verification({ ...user, pendingEmail: 'else@example.com' })]
  const after = await bindings.DB.prepare('SELECT * FROM tokens').all()
  expect(after.results.length).toBe(results.length + 2)
  expect(resetting).toMatch(/^[\w-]{43}$/)
  for (const token of [resetting, verifying]) expect(JSON.stringify(after.results)).not.toContain(token)
  expect(await people.resetPassword(verifying, NEXT, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
  expect(await people.verifyAddress(resetting, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
})

test('a password that is set ends every other link that sets one', async () => {
  await confirm()
  const [first, second] = [await reset(), await reset()]
  expect((await people.resetPassword(second, NEXT, HERE)).ok).toBe(true)
  expect(await people.resetPassword(first, 'plum-ladder-43', HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
  const third = await reset()
  const { token } = await people.openSession({ ...user, credentialsVersion: 1 }, 'cookie', HERE)
  const session = await people.session(token)
  if (!session) throw new Error('no session')
  expect((await people.changePassword(session, { current: NEXT, password: PASSWORD }, HERE)).ok).toBe(true)
  expect(await people.readReset(third, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
})

test('a password that is set takes back what a thief began: another address, an app that was shown', async () => {
  await confirm()
  const change = await people.changeAddress(
    { ...person.session, user: { ...user, emailVerifiedAt: 1 } },
    `thief-${made}@example.com`,
    HERE,
  )
  if (!change.ok) throw new Error(change.code)
  const theirs = await verification(change.value)
  await bindings.DB.prepare(
    `INSERT INTO second_factors (id, user_id, kind, secret, created_at) VALUES (?1, ?1, 'totp', 's', 1)`,
  )
    .bind(person.id)
    .run()
  expect((await people.resetPassword(await reset(), NEXT, HERE)).ok).toBe(true)
  expect(await people.verifyAddress(theirs, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
  const left = await bindings.DB.prepare(
    'SELECT pending_email, (SELECT count(*) FROM second_factors WHERE user_id = users.id) AS apps FROM users WHERE id = ?',
  )
    .bind(person.id)
    .first()
  expect(left).toEqual({ pending_email: null, apps: 0 })
})

test('a sign-in that began under the old password opens no session', async () => {
  await confirm()
  expect((await people.resetPassword(await reset(), NEXT, HERE)).ok).toBe(true)
  const { token } = await people.openSession(user, 'cookie', HERE)
  expect(await people.session(token)).toBeNull()
  expect(await people.sessions(person.session)).toEqual([])
})

test('a reset that was mailed to an address which is no longer theirs sets nothing', async () => {
  await confirm()
  const token = await reset()
  await bindings.DB.prepare('UPDATE users SET email = ? WHERE id = ?')
    .bind(`other-${made}@example.com`, person.id)
    .run()
  expect(await people.resetPassword(token, NEXT, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
})

test('an ended session asks for no other address', async () => {
  await people.endSession(person.session, person.session.id, HERE)
  expect(await people.changeAddress(person.session, `late-${made}@example.com`, HERE)).toMatchObject({
    code: 'UNAUTHENTICATED',
  })
  const pending = await bindings.DB.prepare('SELECT pending_email FROM users WHERE id = ?')
    .bind(person.id)
    .first('pending_email')
  expect(pending).toBeNull()
})

test('an address that is confirmed ends the user’s older links: to the old mailbox, and to one that was wanted before', async () => {
  await confirm()
  const toOld = await reset()
  const before = await verification({ ...user, pendingEmail: `before-${made}@example.com` })
  const token = await verification({ ...user, pendingEmail: `after-${made}@example.com` })
  expect((await people.verifyAddress(token, HERE)).ok).toBe(true)
  expect(await people.resetPassword(toOld, NEXT, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
  expect(await people.verifyAddress(before, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
})

test('nobody resets into a user whose address is not confirmed, or who is suspended since', async () => {
  expect(await people.resetLink(person.username)).toBeNull()
  expect(await people.resetLink(user.email)).toBeNull()
  await confirm()
  const token = await reset()
  await bindings.DB.prepare(`UPDATE users SET status = 'suspended' WHERE id = ?`).bind(person.id).run()
  expect(await people.resetLink(person.username)).toBeNull()
  expect(await people.resetPassword(token, NEXT, HERE)).toMatchObject({ code: 'TOKEN_UNUSABLE' })
})

test('tokens are deleted in lots when their end has come, others and invitations stay', async () => {
  const db = database(bindings.DB)
  await bindings.DB.prepare('DELETE FROM tokens').run()
  for (let i = 0; i < 3; i++) await verification()
  await bindings.DB.prepare(
    `INSERT INTO tokens (token_hash, purpose, expires_at, created_at) VALUES ('invited', 'invite', 1, 0)`,
  ).run()
  now += 1
  const kept = await verification()
  now += DAY - 1
  expect(await deleteEndedTokens(db, now - 1, 2)).toBe(0)
  expect([await deleteEndedTokens(db, now, 2), await deleteEndedTokens(db, now, 2)]).toEqual([2, 1])
  now -= 1
  expect((await people.readVerification(kept, HERE)).ok).toBe(true)
  expect(await bindings.DB.prepare('SELECT count(*) AS n FROM tokens').first('n')).toBe(2)
})

describe('a hash of older parameters', () => {
  // N=2^10, r=8, p=1 of "plum-ladder-41" under sixteen zero bytes.
  const phc = async () => {
    const { scryptSync } = await import('node:crypto')
    const hash = scryptSync(PASSWORD, new Uint8Array(16), 32, { N: 2 ** 10, r: 8, p: 1 }).toString('base64')
    return `$scrypt$ln=10,r=8,p=1$${'A'.repeat(22)}$${hash.replace(/=+$/, '')}`
  }
  const stored = () =>
    bindings.DB.prepare('SELECT password FROM users WHERE id = ?').bind(person.id).first<string>('password')
  const upgrading = () => {
    const work: Promise<void>[] = []
    const others = peopleWith((one) => void work.push(one))
    return { others, work }
  }
  beforeEach(async () => {
    await bindings.DB.prepare('UPDATE users SET password = ? WHERE id = ?')
      .bind(await phc(), person.id)
      .run()
  })

  test('is replaced by one of today’s behind a sign-in, and the password stays', async () => {
    const { others, work } = upgrading()
    expect((await others.authenticate(person.username, PASSWORD, HERE)).ok).toBe(true)
    await Promise.all(work)
    expect(await stored()).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/)
    expect((await others.authenticate(person.username, PASSWORD, HERE)).ok).toBe(true)
    expect(work).toHaveLength(1)
  })

  test('stays with a wrong password', async () => {
    const { others, work } = upgrading()
    await others.authenticate(person.username, NEXT, HERE)
    expect([work.length, await stored()]).toEqual([0, await phc()])
  })

  test('does not come back over a password that was changed meanwhile', async () => {
    const { others, work } = upgrading()
    await others.authenticate(person.username, PASSWORD, HERE)
    const changed = bindings.DB.prepare(`UPDATE users SET password = 'changed' WHERE id = ?`).bind(person.id).run()
    await Promise.all([changed, ...work])
    expect(await stored()).toBe('changed')
  })
})
