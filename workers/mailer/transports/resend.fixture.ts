import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * Resend's POST /emails on loopback, with the limits and failures that it documents:
 * https://resend.com/docs/api-reference/errors, …/emails/send-email, …/rate-limit, …/idempotency-keys
 */
export interface ResendDouble {
  url: string
  /** What was really sent, replays not among it. */
  sent: Record<string, unknown>[]
  /** What is answered next in place of all that follows. */
  failNext(status: number, body: unknown, headers?: Record<string, string>): void
  close(): Promise<void>
}

const MB = 1024 * 1024
const A_DAY = 86_400_000
const TEXT = { html: 'string', text: 'string' }

interface Known {
  fingerprint: string
  answer: unknown
  at: number
}

const error = (statusCode: number, name: string, message: string) => ({ statusCode, name, message })

function wrongIn(mail: Record<string, unknown>): ReturnType<typeof error> | null {
  for (const field of ['from', 'to', 'subject'])
    if (!mail[field]) return error(422, 'missing_required_field', `Missing \`${field}\` field.`)
  const to = [mail.to].flat()
  const isAddress = (text: unknown) => typeof text === 'string' && /^([^<>]+ )?<?[^<>\s@]+@[^<>\s@]+>?$/.test(text)
  if (to.length > 50) return error(422, 'validation_error', 'The `to` field takes at most 50 recipients.')
  if (!isAddress(mail.from)) return error(422, 'invalid_from_address', 'Invalid `from` field.')
  if (!to.every(isAddress)) return error(422, 'validation_error', 'Invalid `to` field.')
  if (/[\r\n]/.test(String(mail.subject))) return error(422, 'validation_error', 'The `\\n` is not allowed in subject.')
  const bodies = Object.keys(TEXT).filter((name) => name in mail)
  if (bodies.length === 0) return error(422, 'missing_required_field', 'Missing `html` or `text` field.')
  if (bodies.some((name) => typeof mail[name] !== 'string')) return error(422, 'validation_error', 'Not a string.')
  return null
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= 40 * MB) chunks.push(chunk)
  }
  return size > 40 * MB ? null : Buffer.concat(chunks).toString()
}

export async function startResend(key: string, now: () => number): Promise<ResendDouble> {
  const sent: Record<string, unknown>[] = []
  const known = new Map<string, Known>()
  const failures: { status: number; body: unknown; headers: Record<string, string> }[] = []
  let recent: number[] = []

  async function answer(request: IncomingMessage): Promise<[number, unknown, Record<string, string>?]> {
    const failure = failures.shift()
    const text = await bodyOf(request)
    const { headers } = request
    if (failure) return [failure.status, failure.body, failure.headers]
    if (!headers['user-agent']) return [403, 'error code: 1010']
    if (request.url !== '/emails') return [404, error(404, 'not_found', 'The requested endpoint does not exist.')]
    if (request.method !== 'POST') return [405, error(405, 'method_not_allowed', 'This endpoint does not support it.')]
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    if (!token) return [401, error(401, 'missing_api_key', 'Missing API key in the authorization header.')]
    if (token !== key) return [403, error(403, 'invalid_api_key', 'API key is invalid.')]
    recent = recent.filter((at) => now() - at < 1_000)
    if (recent.length >= 2)
      return [
        429,
        error(429, 'rate_limit_exceeded', 'Too many requests. You can only make 2 requests per second.'),
        { 'retry-after': '1', 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' },
      ]
    recent.push(now())
    if (text === null) return [413, error(413, 'validation_error', 'The email is larger than 40 MB.')]
    const mail = JSON.parse(headers['content-type'] === 'application/json' ? text : '{}')
    const wrong = wrongIn(mail)
    if (wrong) return [wrong.statusCode, wrong]

    const id = headers['idempotency-key']
    if (typeof id !== 'string') return [200, take(mail)]
    if (id.length < 1 || id.length > 256)
      return [400, error(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.')]
    const before = known.get(id)
    if (before && now() - before.at < A_DAY) {
      if (before.fingerprint === text) return [200, before.answer]
      return [409, error(409, 'invalid_idempotent_request', 'Same idempotency key used with a different payload.')]
    }
    const made = take(mail)
    known.set(id, { fingerprint: text, answer: made, at: now() })
    return [200, made]
  }

  function take(mail: Record<string, unknown>) {
    sent.push(mail)
    return { id: `49a3999c-0ce1-4ea6-ab68-${String(sent.length).padStart(12, '0')}` }
  }

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const [status, body, headers = {}] = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    failNext: (status, body, headers = {}) => void failures.push({ status, body, headers }),
    close: () => new Promise((done) => server.close(() => done())),
  }
}
