import { beforeAll, describe, expect, test } from 'vitest'
import { bindings, PASSWORD, type Person, settings, signUp } from '../app/visitor.fixture.ts'
import { makeIds } from '../domain/ids.ts'
import { makePeople } from '../domain/people/make.ts'
import type { User } from '../domain/people/people.ts'
import { random } from '../platform/random.ts'
import { makeThrottle } from '../platform/throttle.ts'
import { database } from './database.ts'
import { peopleStore } from './people.ts'
import { deleteEndedSessions } from './sessions.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 10, 20)
const HERE = { address: '192.0.2.7', agent: 'test', place: null }

let now = START
const db = database(bindings.DB)
const people = makePeople({
  store: peopleStore(db),
  passwords: bindings.PASSWORDS,
  throttle: makeThrottle(bindings.THROTTLE),
  registrationsPerHour: settings.REGISTRATIONS_PER_HOUR,
  push: async () => true,
  behind: (work) => void work,
  clock: () => now,
  ids: makeIds(() => now, random),
  random,
  prefix: settings.API_PREFIX,
  secrets: settings.KEY_SECRETS,
})

let person: Person
let member: User
let operator: User
beforeAll(async () => {
  person = await signUp('sleeper')
  member = person.session.user
  operator = { ...member, isOperator: true }
})

async function open(user: User, kind: 'cookie' | 'bearer') {
  now = START
  return people.openSession(user, kind, HERE)
}
const livesAt = async (token: string, at: number) => {
  now = at
  return (await people.session(token)) !== null
}

test('a session is stored by its hash alone', async () => {
  const { token } = await open(member, 'cookie')
  const { results } = await bindings.DB.prepare('SELECT * FROM sessions').all()
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(JSON.stringify(results)).not.toContain(token)
  expect((await people.session(token))?.user.id).toBe(member.id)
})

test('a session is read with every account of its user, in one statement', async () => {
  const other = await signUp('sleeper-host')
  const join = 'INSERT INTO memberships (account_id, user_id, role, created_at) VALUES (?, ?, ?, ?)'
  await bindings.DB.prepare(join).bind(other.accountId, member.id, 'viewer', Number.MAX_SAFE_INTEGER).run()
  const statements: string[] = []
  const counted = new Proxy(bindings.DB, {
    get: (d1, name) => (name !== 'prepare' ? Reflect.get(d1, name) : (text: string) => prepare(d1, text)),
  })
  const prepare = (d1: D1Database, text: string) => {
    statements.push(text)
    return d1.prepare(text)
  }
  const session = await peopleStore(database(counted)).session(person.session.idHash)
  expect(session?.accounts).toEqual([
    { id: person.accountId, name: 'sleeper', role: 'owner' },
    { id: other.accountId, name: 'sleeper-host', role: 'viewer' },
  ])
  expect(statements).toHaveLength(1)
})

test('each sign-in has a token of its own', async () => {
  const [one, two] = [await open(member, 'cookie'), await open(member, 'cookie')]
  expect(one.token).not.toBe(two.token)
})

describe('an idle session ends', () => {
  test.each([
    ['member', 'cookie', DAY],
    ['operator', 'cookie', 30 * MINUTE],
    ['member', 'bearer', DAY],
    ['operator', 'bearer', 8 * HOUR],
  ] as const)('%s’s %s after %d ms, and not before', async (who, kind, idle) => {
    const user = who === 'member' ? member : operator
    const [kept, lost] = [await open(user, kind), await open(user, kind)]
    expect(await livesAt(kept.token, START + idle - 1)).toBe(true)
    expect(await livesAt(lost.token, START + idle)).toBe(false)
  })
})

describe('a session in use ends in the end', () => {
  test.each([
    ['member', 'cookie', 30 * DAY, 12 * HOUR],
    ['operator', 'cookie', 8 * HOUR, 20 * MINUTE],
  ] as const)('%s’s %s after %d ms', async (who, kind, absolute, step) => {
    const { token, expiresAt } = await open(who === 'member' ? member : operator, kind)
    for (let at = START + step; at < START + absolute; at += step) expect(await livesAt(token, at)).toBe(true)
    expect(await livesAt(token, START + absolute)).toBe(false)
    expect(expiresAt).toBe(START + absolute)
  })
})

test('a request is noted once in five minutes', async () => {
  const { token } = await open(member, 'cookie')
  const seen = async (at: number) => {
    await livesAt(token, at)
    return (
      (await bindings.DB.prepare('SELECT max(seen_at) AS at FROM sessions WHERE created_at = ?')
        .bind(START)
        .first<number>('at')) ?? 0
    )
  }
  await bindings.DB.prepare('DELETE FROM sessions WHERE expires_at <> ?')
    .bind(START + 30 * DAY)
    .run()
  await bindings.DB.prepare('UPDATE sessions SET seen_at = created_at').run()
  expect(await seen(START + 5 * MINUTE - 1)).toBe(START)
  expect(await seen(START + 5 * MINUTE)).toBe(START + 5 * MINUTE)
})

test('a page that refreshes itself does not keep its reader signed in', async () => {
  const { token } = await open(operator, 'cookie')
  for (let at = START; at < START + 30 * MINUTE; at += 5 * MINUTE) {
    now = at
    expect(await people.session(token, false)).not.toBeNull()
  }
  now = START + 30 * MINUTE
  expect(await people.session(token, false)).toBeNull()
})

test('a suspended user’s session is none', async () => {
  const other = await signUp('gone')
  now = START
  const { token } = await people.openSession(other.session.user, 'cookie', HERE)
  await bindings.DB.prepare(`UPDATE users SET status = 'suspended' WHERE id = ?`).bind(other.id).run()
  expect(await people.session(token)).toBeNull()
})

test('signing in takes the name or the address in any case', async () => {
  const answers = await Promise.all([
    people.authenticate('SLEEPER', PASSWORD, HERE),
    people.authenticate('Sleeper@Example.com', PASSWORD, HERE),
  ])
  expect(answers.map((answer) => answer.ok && answer.value.id)).toEqual([person.id, person.id])
})

test('sessions that have ended are deleted in lots, others stay', async () => {
  await bindings.DB.prepare('DELETE FROM sessions').run()
  for (let i = 0; i < 3; i++) await open(operator, 'cookie')
  const kept = await open(member, 'cookie')
  const end = START + 8 * HOUR
  expect(await deleteEndedSessions(db, end - 1, 2)).toBe(0)
  expect([await deleteEndedSessions(db, end, 2), await deleteEndedSessions(db, end, 2)]).toEqual([2, 1])
  expect(await livesAt(kept.token, end)).toBe(true)
})
