import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../../../src/domain/mail.ts'
import { type ResendDouble, startResend } from './resend.fixture.ts'
import { resendTransport } from './resend.ts'
import { Permanent, Temporary } from './transport.ts'

const KEY = 're_canary_123456789'
const from = { name: 'Tollgate', email: 'mail@example.com' }
const message: Message = {
  id: 'mail_1',
  to: 'reader@example.com',
  subject: '你好',
  html: '<p>Hello</p>',
  text: 'Hello',
}

let now = 0
let resend: ResendDouble
beforeEach(async () => {
  now = Date.UTC(2026, 10, 20)
  resend = await startResend(KEY, () => now)
})
afterEach(() => resend.close())

const transport = (key = KEY) => resendTransport({ key, url: resend.url, from })
/** The error of a try, its kind and the wait that was asked for. */
async function failure(change: Partial<Message> = {}, key = KEY) {
  const error = await transport(key)
    .send({ ...message, ...change })
    .catch((error: unknown) => error)
  if (error instanceof Temporary) return ['temporary', error.message, error.retryAfterSeconds]
  if (error instanceof Permanent) return ['permanent', error.message]
  return ['sent']
}

test('a message arrives as it is', async () => {
  await transport().send(message)
  expect(resend.sent).toEqual([
    {
      from: 'Tollgate <mail@example.com>',
      to: ['reader@example.com'],
      subject: '你好',
      html: '<p>Hello</p>',
      text: 'Hello',
    },
  ])
})

test('a message that is sent again is one mail, also when the first answer was lost', async () => {
  expect([await failure(), await failure()]).toEqual([['sent'], ['sent']])
  expect(resend.sent).toHaveLength(1)
})

test('the same id with another text is refused for good', async () => {
  await transport().send(message)
  expect(await failure({ text: 'Other' })).toEqual([
    'permanent',
    'Resend answered 409 invalid_idempotent_request: Same idempotency key used with a different payload.',
  ])
})

test('the third request of a second waits as long as Resend asks, and then goes', async () => {
  for (const id of ['mail_1', 'mail_2']) await transport().send({ ...message, id })
  expect(await failure({ id: 'mail_3' })).toEqual([
    'temporary',
    'Resend answered 429 rate_limit_exceeded: Too many requests. You can only make 2 requests per second.',
    1,
  ])
  now += 1_000
  expect(await failure({ id: 'mail_3' })).toEqual(['sent'])
  expect(resend.sent).toHaveLength(3)
})

test('a key that Resend does not know is a failure that stays, and does not stand in it', async () => {
  const [kind, said] = await failure({}, 're_canary_wrong')
  expect([kind, said]).toEqual(['permanent', 'Resend answered 403 invalid_api_key: API key is invalid.'])
  resend.failNext(401, { statusCode: 401, name: 'restricted_api_key', message: `The key ${KEY} is restricted` })
  expect(await failure()).toEqual(['permanent', 'Resend answered 401 restricted_api_key: The key [key] is restricted'])
})

test('what Resend finds wrong in a message stays wrong', async () => {
  expect(await failure({ to: 'nobody' })).toEqual([
    'permanent',
    'Resend answered 422 validation_error: Invalid `to` field.',
  ])
  now += 1_000
  expect(await failure({ html: null, text: null })).toEqual([
    'permanent',
    'Resend answered 422 missing_required_field: Missing `html` or `text` field.',
  ])
  expect(await failure({ text: 'x'.repeat(41 * 1024 * 1024) })).toEqual([
    'permanent',
    'Resend answered 413 validation_error: The email is larger than 40 MB.',
  ])
})

test.each([
  [500, 'application_error', {}, null],
  [503, 'service_unavailable', { 'retry-after': '30' }, 30],
  [409, 'concurrent_idempotent_requests', {}, null],
  [429, 'daily_quota_exceeded', {}, 21_600],
])('%i %s passes', async (status, name, headers, wait) => {
  resend.failNext(status, { statusCode: status, name, message: 'Later.' }, headers)
  expect(await failure()).toEqual(['temporary', `Resend answered ${status} ${name}: Later.`, wait])
  expect(await failure()).toEqual(['sent'])
})

test('a used-up month, a redirect and an answer that is no JSON are told apart', async () => {
  resend.failNext(429, { statusCode: 429, name: 'monthly_quota_exceeded', message: 'Upgrade.' })
  expect((await failure())[0]).toBe('permanent')
  resend.failNext(307, {}, { location: 'http://127.0.0.1:1/' })
  expect(await failure()).toEqual(['permanent', 'Resend answered 307 : '])
  resend.failNext(502, 'Bad gateway')
  expect(await failure()).toEqual(['temporary', 'Resend answered 502 : ', null])
})

test('a Resend that is away is tried again', async () => {
  await resend.close()
  expect((await failure())[0]).toBe('temporary')
  resend = await startResend(KEY, () => now)
})
