import { describe, expect, test } from 'vitest'
import { api } from '../app/api/index.ts'
import { madePlan, putOn } from '../app/plans.fixture.ts'
import { invite } from '../app/team.fixture.ts'
import { ask, bindings, jsonBody, keysOf, type Person, services, signUp } from '../app/visitor.fixture.ts'

const { DB } = bindings
const HERE = { address: '192.0.2.7', agent: 'test', place: null }
const FAR = 4_000_000_000_000

interface Answer {
  code?: string
  message?: string
  key: { id: string }
  errors?: { field: string; problem: string; limit?: number }[]
}
async function send({ bearer }: Person, method: string, path: string, body: unknown = {}) {
  const response = await ask(api, path, { ...jsonBody(body, bearer), method })
  return { status: response.status, body: await response.json<Answer>() }
}
const create = (person: Person, body = {}) => send(person, 'POST', '/api/keys', { name: 'x', ...body })
const events = async ({ accountId }: Person, action: string) =>
  DB.prepare('SELECT count(*) AS n FROM audit_events WHERE account_id = ? AND action = ?')
    .bind(accountId, action)
    .first<number>('n')
/** Signed up with one key, on a plan of its own. */
async function signUpOn(name: string, limits: { maxKeys?: number; maxMembers?: number }): Promise<Person> {
  const person = await signUp(name)
  await putOn(person, await madePlan(limits))
  return person
}

describe('a plan of three keys', () => {
  test('lets exactly three be made of many at once, and says which limit it is', async () => {
    const person = await signUpOn('limit-race', { maxKeys: 3 })
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(person)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
    const refused = answers.filter(({ status }) => status === 409)
    expect(refused).toHaveLength(10)
    for (const { body } of refused) {
      expect(body).toMatchObject({ code: 'KEY_LIMIT', errors: [{ field: 'name', problem: 'plan_keys', limit: 3 }] })
      expect(body.message).toContain('allows 3 keys')
    }
    expect(await keysOf(person.accountId)).toHaveLength(3)
    expect(await events(person, 'key.created')).toBe(2)
  })

  test('counts switched-off keys, and neither revoked nor expired ones', async () => {
    const person = await signUpOn('limit-over', { maxKeys: 3 })
    const one = (await create(person, { status: 'disabled' })).body.key.id
    const soon = (await create(person, { expires_at: FAR })).body.key.id
    expect((await create(person)).status).toBe(409)
    await DB.prepare('UPDATE api_keys SET expires_at = 1 WHERE id = ?').bind(soon).run()
    expect((await create(person)).status).toBe(201)
    expect((await create(person)).status).toBe(409)
    await send(person, 'DELETE', `/api/keys/${one}`)
    expect((await create(person)).status).toBe(201)
  })

  test('lets a key be replaced, and no key come back by a later date beside those that took its place', async () => {
    const person = await signUpOn('limit-back', { maxKeys: 1 })
    const [key] = await keysOf(person.accountId)
    const old = `/api/keys/${key?.id}`
    const rotated = await send(person, 'POST', `${old}/rotation`, { grace_seconds: 60 })
    expect(rotated.status).toBe(201)
    const later = await send(person, 'PATCH', old, { expires_at: null })
    expect(later).toMatchObject({
      status: 409,
      body: { code: 'KEY_LIMIT', errors: [{ field: 'expires_at', limit: 1 }] },
    })
    expect((await send(person, 'PATCH', old, { name: 'still mine' })).status).toBe(200)
    await send(person, 'DELETE', `/api/keys/${rotated.body.key.id}`)
    expect((await send(person, 'PATCH', old, { expires_at: FAR })).status).toBe(200)
    expect((await send(person, 'PATCH', old, { expires_at: null })).status).toBe(200)
  })

  test('is no other’s: an account without a limit makes as many keys as it likes', async () => {
    const person = await signUp('limit-none')
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(person)))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(201))
  })
})

describe('a plan of three members', () => {
  const inviteTo = (owner: Person, email: string) =>
    services.teams.invite(owner.session, { email, role: 'viewer' }, HERE)

  test('counts members and open invitations, and exactly one of many at once is sent for the last place', async () => {
    const owner = await signUpOn('limit-team', { maxMembers: 3 })
    await invite(owner, 'limit-first@example.com', 'viewer')
    const sent = await Promise.all([1, 2, 3, 4, 5].map((i) => inviteTo(owner, `limit-${i}@example.com`)))
    expect(sent.filter(({ ok }) => ok)).toHaveLength(1)
    expect(sent.find(({ ok }) => !ok)).toMatchObject({
      code: 'MEMBER_LIMIT',
      errors: [{ field: 'email', problem: 'plan_members', limit: 3 }],
    })
    expect(await events(owner, 'member.invited')).toBe(2)
    expect(await inviteTo(owner, 'limit-first@example.com')).toMatchObject({ ok: true })
  })

  test('lets exactly as many in as it has places, of all who were invited under a larger one', async () => {
    const owner = await signUpOn('limit-join', { maxMembers: 9 })
    const guests = await Promise.all([1, 2, 3, 4].map((i) => signUp(`limit-guest-${i}`)))
    const tokens: string[] = []
    for (const { username } of guests) {
      await DB.prepare('UPDATE users SET email_verified_at = 1 WHERE username = ?').bind(username).run()
      tokens.push((await invite(owner, `${username}@example.com`, 'viewer')).token)
    }
    await putOn(owner, await madePlan({ maxMembers: 3 }))
    const joined = await Promise.all(
      guests.map((guest, i) => services.teams.accept(guest.session, tokens[i] ?? '', HERE)),
    )
    expect(joined.filter(({ ok }) => ok)).toHaveLength(2)
    expect(joined.filter((one) => !one.ok && one.code === 'MEMBER_LIMIT')).toHaveLength(2)
    expect(await services.teams.members(owner.accountId)).toHaveLength(3)
    expect(await events(owner, 'member.joined')).toBe(2)
  })
})
