import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Mail } from '../domain/mail.ts'
import { api } from './api/index.ts'
import type { Bindings } from './context.ts'
import { ask, bindings, jsonBody, ORIGIN, PASSWORD, signUp } from './visitor.fixture.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const FIREFOX_NEXT = FIREFOX.replaceAll('145', '146')

let posted: Mail[] = []
const MAIL = { send: async (mail: Mail) => void posted.push(mail) } as unknown as Bindings['MAIL']
beforeEach(() => {
  posted = []
})
afterEach(() => vi.restoreAllMocks())

const signIn = async (login: string, agent: string, headers = {}, changed: Partial<Bindings> = { MAIL }) =>
  (
    await ask(
      api,
      '/api/auth/login',
      jsonBody({ login, password: PASSWORD }, { 'User-Agent': agent, 'CF-Connecting-IP': '192.0.2.9', ...headers }),
      ORIGIN,
      changed,
    )
  ).status

test('a sign-in from a device that the user never had is told to them in their language, once a device', async () => {
  const { username } = await signUp('device-owner')
  const statuses = [
    await signIn(username, 'curl/8.14.1'),
    await signIn(username, FIREFOX, { 'Accept-Language': 'zh-CN' }),
    await signIn(username, FIREFOX_NEXT),
    await signIn(username, 'curl/8.15.0'),
  ]
  expect(statuses).toEqual([200, 200, 200, 200])
  expect(posted).toMatchObject([
    {
      id: expect.stringMatching(/^mail_[0-9a-z]{26}$/),
      to: 'device-owner@example.com',
      locale: 'zh',
      kind: 'new_sign_in',
      data: { username, address: '192.0.2.9', device: 'Firefox, Linux', url: `${ORIGIN}/settings/sessions` },
    },
  ])
})

test('the language that a user chose goes before that of whoever signs in', async () => {
  const { username, id } = await signUp('device-locale')
  await bindings.DB.prepare("UPDATE users SET locale = 'zh' WHERE id = ?").bind(id).run()
  for (const agent of ['curl/8', FIREFOX]) await signIn(username, agent, { 'Accept-Language': 'en' })
  expect(posted.map(({ locale }) => locale)).toEqual(['zh'])
})

test('where addresses must be confirmed, one that is not is never written to', async () => {
  const { username, id } = await signUp('device-unconfirmed')
  const changed = { MAIL, REQUIRE_VERIFIED_EMAIL: 'true' } as unknown as Partial<Bindings>
  for (const agent of ['curl/8', FIREFOX]) await signIn(username, agent, {}, changed)
  expect(posted).toEqual([])
  await bindings.DB.prepare('UPDATE users SET email_verified_at = 1 WHERE id = ?').bind(id).run()
  await signIn(username, 'wget/1', {}, changed)
  expect(posted).toHaveLength(1)
})

test('of one new device at once eight times, one mail is sent', async () => {
  const { username } = await signUp('device-racer')
  await signIn(username, 'curl/8')
  await Promise.all(Array.from({ length: 8 }, () => signIn(username, FIREFOX)))
  expect(posted).toHaveLength(1)
})

test('a queue that is away fails no sign-in', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const away = { send: () => Promise.reject(new Error('away')) } as unknown as Bindings['MAIL']
  const { username } = await signUp('device-away')
  await signIn(username, 'curl/8')
  expect(await signIn(username, FIREFOX, {}, { MAIL: away })).toBe(200)
  expect(log.mock.calls.flat().join()).toContain('device.unnoted')
})

test('a wrong password tells nobody and teaches no device', async () => {
  const { username } = await signUp('device-wrong')
  await signIn(username, 'curl/8')
  const wrong = jsonBody({ login: username, password: 'not-the-password' }, { 'User-Agent': FIREFOX })
  expect((await ask(api, '/api/auth/login', wrong, ORIGIN, { MAIL })).status).toBe(401)
  expect(posted).toEqual([])
  await signIn(username, FIREFOX)
  expect(posted).toHaveLength(1)
})
