import { sha256 } from '@oslojs/crypto/sha2'
import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { makeIds } from '../../src/domain/ids.ts'
import { logOf } from '../../src/platform/log.ts'
import { random } from '../../src/platform/random.ts'
import { deliver, deliverMail, sendingOf } from './deliver.ts'
import type { MailerEnv } from './env.ts'
import { mailInput, messageInput } from './mail-input.ts'
import { emailTokenOf, parseMailSettings } from './settings.ts'

const MAX_BYTES = 256 * 1024
const ENCODER = new TextEncoder()
const ids = makeIds(Date.now, random)

// Digests have one length: how long the token is, and where a guess goes wrong, shows in no time.
const isSame = (given: string, token: string): boolean =>
  constantTimeEqual(sha256(ENCODER.encode(given)), sha256(ENCODER.encode(token)))

const settingsIn = (env: MailerEnv) => env as unknown as Record<string, unknown>
const refusal = (error: string) => ({ success: false, error })

/** The mailer over HTTP: GET /health for anyone, POST /send for who has the token. Nothing else, and no /send without a token. */
export const http = new Hono<{ Bindings: MailerEnv }>()

http.get('/health', (c) => {
  try {
    return c.json({ status: 'ok', transport: parseMailSettings(settingsIn(c.env)).transport.name })
  } catch (error) {
    return c.json({ status: 'misconfigured', problem: (error as Error).message }, 503)
  }
})

http.use('/send', async (c, next) => {
  const token = emailTokenOf(settingsIn(c.env))
  if (token === null) return c.notFound()
  if (!isSame(c.req.header('x-email-token') ?? '', token)) return c.json(refusal('x-email-token is wrong.'), 401)
  await next()
})

const limit = bodyLimit({
  maxSize: MAX_BYTES,
  onError: (c) => c.json(refusal(`At most ${MAX_BYTES} bytes are taken.`), 413),
})

http.post('/send', limit, async (c) => {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    return c.json(refusal('Send application/json.'), 415)
  }
  const body: unknown = await c.req.json().catch(() => null)
  const mail = mailInput.safeParse(body)
  const message = messageInput.safeParse(body)
  if (!mail.success && !message.success) return c.json(refusal('Send a mail, or to, subject and html or text.'), 422)
  const id = mail.success ? mail.data.id : ids('mail')
  const sending = await sendingOf(async () => {
    if (mail.success) await deliverMail(c.env, mail.data)
    else if (message.success) await deliver(c.env, { id, ...message.data })
  }, logOf(mail.data?.requestId))
  if (sending.sent) return c.json({ success: true, id })
  if (sending.retryAfterSeconds === null) return c.json(refusal(sending.error), 422)
  return c.json(refusal(sending.error), 503, { 'retry-after': String(sending.retryAfterSeconds) })
})

http.notFound((c) => c.text('Not found', 404))
