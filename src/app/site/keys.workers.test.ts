import { beforeAll, expect, test } from 'vitest'
import { ask, ORIGIN, type Person, services, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

let person: Person
let stranger: Person
let csrf: string
beforeAll(async () => {
  person = await signUp('keys-page')
  stranger = await signUp('keys-stranger')
  const page = await (await ask(site, '/keys', { headers: person.cookie })).text()
  csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
})

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(site, path, {
    method: 'POST',
    headers: { ...person.cookie, 'Sec-Fetch-Site': 'same-origin', Referer: `${ORIGIN}/keys`, ...headers },
    body: new URLSearchParams({ csrf, ...fields }),
  })

test('a plain form is answered with the whole page, which holds the key', async () => {
  const answer = await post('/keys', { name: 'plain', expires_at: '' })
  expect(answer.status).toBe(201)
  const text = await answer.text()
  expect(text).toMatch(/^<!doctype html>/i)
  expect(text).toMatch(/data-testid="api-key"[^>]*>sk_[0-9A-Za-z]{48}</)
})

test('htmx is answered with the form’s place and the list, not with a page', async () => {
  const answer = await post('/keys', { name: 'part' }, { 'HX-Request': 'true' })
  expect(answer.status).toBe(201)
  const text = await answer.text()
  expect(text).not.toMatch(/<!doctype|<html/i)
  expect(text).toMatch(/^<section[^>]* id="key-creation"/)
  expect(text).toContain('<hx-partial hx-target="#keys"')
  expect(text).toContain('sk_')
})

test('a last day counts to its end', async () => {
  await post('/keys', { name: 'till new year', expires_at: '2099-12-31' })
  const made = (await services.keys.list(person.accountId)).find((key) => key.name === 'till new year')
  expect(made?.expiresAt).toBe(Date.UTC(2100, 0, 1))
})

test.each([
  [{ name: '' }, 'name-error'],
  [{ name: 'x'.repeat(81) }, 'name-error'],
  [{ name: 'a\r\nb' }, 'name-error'],
  [{ name: 'past', expires_at: '2020-02-29' }, 'expires_at-error'],
  [{ name: 'no date', expires_at: 'tomorrow' }, 'expires_at-error'],
])('%o is refused at its field and nothing is made', async (fields, at) => {
  const before = (await services.keys.list(person.accountId)).length
  const answer = await post('/keys', fields)
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(`id="${at}"`)
  expect(await services.keys.list(person.accountId)).toHaveLength(before)
})

test('a name is shown as text, never as markup', async () => {
  const text = await (await post('/keys', { name: '<script>alert(1)</script>' })).text()
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(text).not.toContain('<script>alert')
})

test('another account’s key is not there: to see, to rename, to end', async () => {
  const [theirs] = await services.keys.list(stranger.accountId)
  const id = theirs?.id ?? ''
  for (const path of [`/keys/${id}`, `/keys/${id}/revocation`]) {
    expect((await ask(site, path, { headers: person.cookie })).status).toBe(404)
  }
  expect((await post(`/keys/${id}/name`, { name: 'mine now' })).status).toBe(404)
  expect((await post(`/keys/${id}/revocation`, {})).status).toBe(404)
  expect(await services.keys.find(stranger.accountId, id)).toMatchObject({ name: theirs?.name, status: 'active' })
})

test('a failure asked for by htmx comes as a notice above the page', async () => {
  const answer = await post('/keys', { csrf: 'forged', name: 'x' }, { 'HX-Request': 'true' })
  expect(answer.status).toBe(403)
  expect(answer.headers.get('HX-Retarget')).toBe('#failure')
  expect(await answer.text()).toMatch(/req_[0-9a-z]{26}/)
})
