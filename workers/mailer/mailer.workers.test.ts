import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeIds } from '../../src/domain/ids.ts'
import type { Mail, MailerFace } from '../../src/domain/mail.ts'
import { random } from '../../src/platform/random.ts'
import { localMails } from '../../src/storage/mails.ts'
import { EXAMPLES } from '../../views/mails/examples.fixture.ts'
import { waitOf } from './consume.ts'
import type { MailerEnv } from './env.ts'
import mailer from './index.ts'

const { DB, MAILER } = env as unknown as { DB: D1Database; MAILER: MailerFace }
const newId = makeIds(Date.now, random)
const TOKEN = 'canary-'.repeat(6)
const bindings = (settings: Record<string, unknown> = {}) =>
  ({ DB, ENVIRONMENT: 'development', ...settings }) as unknown as MailerEnv
const mail = (change: Partial<Mail> = {}): Mail =>
  ({ id: newId('mail'), to: 'reader@example.com', locale: 'en', ...EXAMPLES[4], ...change }) as Mail

/** A send_email binding that records, and fails as it is told to. */
function binding(failing: Record<string, string | Error> = {}) {
  const sent: EmailMessageBuilder[] = []
  const send = async (message: EmailMessageBuilder) => {
    const failure = failing[String(message.to)]
    if (failure) throw failure instanceof Error ? failure : Object.assign(new Error('no'), { code: failure })
    sent.push(message)
    return { messageId: '1' }
  }
  return { sent, settings: { MAIL_TRANSPORT: 'cloudflare', MAIL_FROM: 'Tollgate <mail@example.com>', EMAIL: { send } } }
}

/** Lets the consumer have these bodies; which were acknowledged, which come again and when. */
async function consume(given: MailerEnv, bodies: Record<string, unknown>, attempts = 1) {
  const messages = Object.entries(bodies).map(([id, body]) => ({ id, timestamp: new Date(0), attempts, body }))
  const batch = createMessageBatch('tollgate-mail', messages)
  // The result says which come again, not when.
  const waits: Record<string, number | undefined> = {}
  const watched = batch.messages.map((message) => ({
    ...message,
    id: message.id,
    body: message.body,
    attempts: message.attempts,
    ack: () => message.ack(),
    retry: (options?: QueueRetryOptions) => {
      waits[message.id] = options?.delaySeconds
      message.retry(options)
    },
  }))
  await mailer.queue({ queue: batch.queue, messages: watched } as unknown as MessageBatch<unknown>, given)
  const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext())
  return { acks: explicitAcks, retries: retryMessages.map(({ msgId }) => [msgId, waits[msgId]]) }
}

const failedJobs = async () =>
  (await DB.prepare('SELECT id, queue, body, error FROM failed_jobs ORDER BY id').all<Record<string, string>>()).results

const ask = (path: string, init: RequestInit = {}, settings: Record<string, unknown> = { EMAIL_TOKEN: TOKEN }) =>
  mailer.fetch(
    new Request(`https://mailer.test${path}`, init) as Request<unknown, IncomingRequestCfProperties>,
    bindings(settings),
    createExecutionContext(),
  )
const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-email-token': TOKEN, ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

let log: ReturnType<typeof vi.spyOn>
beforeEach(async () => {
  log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await DB.batch(['sent_mails', 'local_mails', 'failed_jobs'].map((table) => DB.prepare(`DELETE FROM ${table}`)))
})
afterEach(() => vi.restoreAllMocks())

test('a mail from the queue is kept locally in development, in its reader’s language, once however often it comes', async () => {
  const one = mail({ locale: 'zh' })
  for (let i = 0; i < 2; i++) expect(await consume(bindings(), { m1: one })).toEqual({ acks: ['m1'], retries: [] })
  const kept = await localMails(DB).all()
  expect(kept.map(({ id, to, subject }) => [id, to, subject])).toEqual([
    [one.id, 'reader@example.com', 'Tollgate 有新的登录'],
  ])
})

test('a transport without idempotency is asked once for each mail, also by another message', async () => {
  const { sent, settings } = binding()
  const one = mail()
  await consume(bindings(settings), { m1: one, m2: one })
  await consume(bindings(settings), { m3: one, m4: mail() })
  expect(sent).toHaveLength(2)
  expect(sent[0]).toMatchObject({ from: { name: 'Tollgate', email: 'mail@example.com' }, to: 'reader@example.com' })
})

test('of many deliveries at once one sends, and the others come again when it must be done', async () => {
  const { sent, settings } = binding()
  const one = mail()
  const results = await Promise.all(Array.from({ length: 16 }, () => consume(bindings(settings), { m1: one })))
  expect(sent).toHaveLength(1)
  const waits = results.flatMap(({ retries }) => retries.map(([, seconds]) => seconds))
  expect(results.flatMap(({ acks }) => acks).length + waits.length).toBe(16)
  expect(waits.filter((seconds) => seconds !== 120)).toEqual([])
  expect(await consume(bindings(settings), { m1: one })).toEqual({ acks: ['m1'], retries: [] })
  expect(sent).toHaveLength(1)
})

test('a claim whose holder died ends, and one that failed to send is given back', async () => {
  const { sent, settings } = binding()
  const [left, failing] = [mail(), mail({ to: 'busy@example.com' })]
  await DB.prepare('INSERT INTO sent_mails (id, claimed_until) VALUES (?, ?)')
    .bind(left.id, Date.now() - 1)
    .run()
  expect((await consume(bindings(settings), { m1: left })).acks).toEqual(['m1'])
  await consume(bindings(binding({ 'busy@example.com': 'E_RATE_LIMIT_EXCEEDED' }).settings), { m2: failing })
  expect((await consume(bindings(settings), { m2: failing })).acks).toEqual(['m2'])
  expect(sent.map(({ to }) => to)).toEqual(['reader@example.com', 'busy@example.com'])
})

test('without a transport every mail fails visibly, with the remedy and without its link', async () => {
  const reset = mail(EXAMPLES[1])
  const result = await consume(bindings({ ENVIRONMENT: 'production' }), { m1: reset })
  expect(result).toEqual({ acks: ['m1'], retries: [] })
  const [job] = await failedJobs()
  expect(job).toMatchObject({
    id: 'job_m1',
    queue: 'tollgate-mail',
    error: 'The setting MAIL_TRANSPORT is missing: set it to cloudflare or resend.',
  })
  expect(job?.body).toContain('"url":"[link]"')
  expect(JSON.stringify([job, log.mock.calls])).not.toContain('token=')
})

test('outside development the local transport keeps nothing', async () => {
  await consume(bindings({ ENVIRONMENT: 'production', MAIL_TRANSPORT: 'local' }), { m1: mail() })
  expect(await localMails(DB).all()).toEqual([])
  expect((await failedJobs())[0]?.error).toContain('is for development alone')
})

test('of a batch the poison lands among failed jobs, what may pass comes again, and the rest is sent', async () => {
  const { sent, settings } = binding({
    'refused@example.com': 'E_RECIPIENT_NOT_ALLOWED',
    'busy@example.com': 'E_RATE_LIMIT_EXCEEDED',
    'today@example.com': 'E_DAILY_LIMIT_EXCEEDED',
    'away@example.com': new Error('Network connection lost.'),
  })
  const result = await consume(
    bindings(settings),
    {
      m1: { kind: 'nonsense', to: 'reader@example.com' },
      m2: mail({ to: 'refused@example.com' }),
      m3: mail({ to: 'busy@example.com' }),
      m4: mail({ to: 'today@example.com' }),
      m5: mail({ to: 'away@example.com' }),
      m6: mail({ to: 'reader@example.com\r\nBcc: all@example.com' }),
      m7: mail(),
    },
    2,
  )
  expect(result.acks.sort()).toEqual(['m1', 'm2', 'm6', 'm7'])
  expect(result.retries).toEqual([
    ['m3', 60],
    ['m4', 21_600],
    ['m5', 60],
  ])
  expect(sent.map(({ to }) => to)).toEqual(['reader@example.com'])
  expect((await failedJobs()).map(({ id, error }) => [id, error])).toEqual([
    ['job_m1', 'This is no mail. Wrong: kind.'],
    ['job_m2', 'Cloudflare did not take it: E_RECIPIENT_NOT_ALLOWED.'],
    ['job_m6', 'The recipient is not one mail address.'],
  ])
})

test('while D1 is away nothing is sent and nothing is lost', async () => {
  const { sent, settings } = binding()
  const broken = {
    prepare: () => {
      throw new Error('D1 is away')
    },
  }
  const given = bindings({ ...settings, DB: broken })
  expect(await consume(given, { m1: mail(), m2: 'no mail' })).toEqual({
    acks: [],
    retries: [
      ['m1', 15],
      ['m2', 15],
    ],
  })
  expect(sent).toEqual([])
})

test('a mail that was sent is acknowledged also when that cannot be noted', async () => {
  const { sent, settings } = binding()
  let batches = 0
  const batch: D1Database['batch'] = (statements) =>
    ++batches === 1 ? DB.batch(statements) : Promise.reject(new Error('D1 is away'))
  const forgetful = { prepare: (query: string) => DB.prepare(query), batch }
  expect(await consume(bindings({ ...settings, DB: forgetful }), { m1: mail() })).toEqual({ acks: ['m1'], retries: [] })
  expect(sent).toHaveLength(1)
})

test('waits grow, never fall below what was asked for, and never pass what queues can delay', () => {
  expect([1, 2, 3, 4].map((attempts) => waitOf(attempts, null))).toEqual([15, 60, 240, 960])
  expect([waitOf(1, 1), waitOf(1, 90), waitOf(1, 10 ** 6)]).toEqual([15, 90, 43_200])
})

test.each(EXAMPLES.map((example, i) => [`${i} ${example.kind}`, example] as const))(
  'a mail of each kind leaves: %s',
  async (_, example) => {
    const { sent, settings } = binding()
    expect((await consume(bindings(settings), { m1: mail(example) })).acks).toEqual(['m1'])
    expect([sent.length, await failedJobs()]).toEqual([1, []])
  },
)

test('a link that is no web address is refused', async () => {
  const script = mail({ data: { ...EXAMPLES[4]?.data, url: 'javascript:alert(1)' } } as Partial<Mail>)
  expect(await MAILER.send(script)).toEqual({
    sent: false,
    error: 'This is no mail. Wrong: data.url.',
    retryAfterSeconds: null,
  })
})

test('over RPC a mail is sent once, and its caller learns what became of it', async () => {
  const one = mail()
  expect([await MAILER.send(one), await MAILER.send(one)]).toEqual([{ sent: true }, { sent: true }])
  expect(await localMails(DB).all()).toHaveLength(1)
})

test('/health says how mails leave, or what is missing', async () => {
  const well = await ask('/health')
  expect([well.status, await well.json()]).toEqual([200, { status: 'ok', transport: 'local' }])
  const ill = await ask('/health', {}, { ENVIRONMENT: 'production', MAIL_TRANSPORT: 'resend', RESEND_API_KEY: 're_1' })
  expect(ill.status).toBe(503)
  expect(await ill.text()).toContain('The setting MAIL_FROM is missing')
})

test.each([
  ['no token is set', {}, 404],
  ['the token is empty', { EMAIL_TOKEN: '' }, 404],
  ['the token is too short to be one', { EMAIL_TOKEN: 'short' }, 404],
])('/send does not exist while %s', async (_, settings, status) => {
  const given = post({ to: 'reader@example.com', subject: 'a', text: 'b' }, { 'x-email-token': '' })
  expect((await ask('/send', given, settings)).status).toBe(status)
})

test.each([['', 'wrong', TOKEN.slice(0, -1), `${TOKEN}x`]])('/send refuses every other token', async (...tokens) => {
  const statuses = tokens.map(
    async (token) => (await ask('/send', post({ to: 'a@b.example' }, { 'x-email-token': token }))).status,
  )
  expect(await Promise.all(statuses)).toEqual([401, 401, 401, 401])
  expect(await localMails(DB).all()).toEqual([])
})

test('/send takes a message and a mail', async () => {
  const message = await ask('/send', post({ to: 'reader@example.com', subject: 'Hello', text: 'There' }))
  expect([message.status, await message.json()]).toMatchObject([200, { success: true }])
  expect((await ask('/send', post(mail()))).status).toBe(200)
  const kept = (await localMails(DB).all()).map(({ subject }) => subject)
  expect(kept.sort()).toEqual(['Hello', 'New sign-in to Tollgate'])
})

test.each([
  ['a line break in the subject', { to: 'a@b.example', subject: 'a\r\nBcc: c@d.example', text: 'b' }, 422],
  ['two recipients', { to: 'a@b.example, c@d.example', subject: 'a', text: 'b' }, 422],
  ['no body', { to: 'a@b.example', subject: 'a' }, 422],
  ['a header of its own', { to: 'a@b.example', subject: 'a', text: 'b', headers: { Bcc: 'c@d.example' } }, 422],
  ['no JSON', '{', 422],
  ['too much', { to: 'a@b.example', subject: 'a', text: 'x'.repeat(256 * 1024) }, 413],
])('/send refuses %s', async (_, body, status) => {
  expect((await ask('/send', post(body))).status).toBe(status)
  expect(await localMails(DB).all()).toEqual([])
})

test('/send refuses other types, and too much that comes in pieces', async () => {
  expect((await ask('/send', post('a=b', { 'content-type': 'text/plain' }))).status).toBe(415)
  const piece = new TextEncoder().encode('x'.repeat(64 * 1024))
  let left = 6
  const body = new ReadableStream({
    pull: (controller) => (left-- > 0 ? controller.enqueue(piece) : controller.close()),
  })
  expect((await ask('/send', { ...post(''), body })).status).toBe(413)
})

test('/send passes on how long to wait', async () => {
  const { settings } = binding({ 'today@example.com': 'E_DAILY_LIMIT_EXCEEDED' })
  const answer = await ask('/send', post({ to: 'today@example.com', subject: 'a', text: 'b' }), {
    ...settings,
    EMAIL_TOKEN: TOKEN,
  })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '21600'])
})

test('a mail that does not leave is told of with the request that it comes from', async () => {
  const requestId = newId('req')
  const { settings } = binding({ 'reader@example.com': new Error('away') })
  await consume(bindings(settings), { m1: mail({ requestId }), m2: { ...mail(), requestId: 'req_<script>' } })
  expect(log.mock.calls.map(([line]: unknown[]) => JSON.parse(String(line)))).toMatchObject([
    { event: 'mail.unsent', message: 'm1', request_id: requestId },
    { event: 'mail.unsent', message: 'm2', error: expect.stringContaining('requestId') },
  ])
  expect(log.mock.calls.join()).not.toContain('<script>')
})
