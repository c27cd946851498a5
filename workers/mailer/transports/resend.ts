import type { Sender } from '../settings.ts'
import { Permanent, Temporary, type Transport } from './transport.ts'

const WITHIN_MS = 15_000
const SAID = 200
const TOMORROW_S = 6 * 3_600

/** What Resend says of an error: https://resend.com/docs/api-reference/errors */
async function problemOf(answer: Response): Promise<{ name: string; message: string }> {
  const body: unknown = await answer.json().catch(() => null)
  const { name, message } = (body ?? {}) as Record<string, unknown>
  return { name: typeof name === 'string' ? name : '', message: typeof message === 'string' ? message : '' }
}

/** Whole seconds; Resend sends no dates. */
function retryAfterOf(answer: Response): number | null {
  const text = answer.headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(text) ? Number(text) : null
}

async function errorOf(answer: Response, key: string): Promise<Error> {
  const { status } = answer
  const { name, message } = await problemOf(answer)
  const said = `Resend answered ${status} ${name}: ${message}`.replaceAll(key, '[key]').slice(0, SAID)
  if (name === 'daily_quota_exceeded') return new Temporary(said, retryAfterOf(answer) ?? TOMORROW_S)
  if (name === 'monthly_quota_exceeded') return new Permanent(said)
  const isPassing = status === 429 || status === 408 || status >= 500 || name === 'concurrent_idempotent_requests'
  return isPassing ? new Temporary(said, retryAfterOf(answer)) : new Permanent(said)
}

/**
 * Resend's HTTP API. The message's id is the idempotency key: within 24 hours Resend answers a second request with the
 * first one's answer and sends nothing.
 */
export const resendTransport = ({ key, url, from }: { key: string; url: string; from: Sender }): Transport => ({
  async send({ id, to, subject, html, text }) {
    const body = { ...(html === null ? {} : { html }), ...(text === null ? {} : { text }) }
    const sender = from.name ? `${from.name} <${from.email}>` : from.email
    let answer: Response
    try {
      answer = await fetch(`${url.replace(/\/$/, '')}/emails`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': id,
          // Without one Resend answers 403, and Workers send none.
          'user-agent': 'tollgate-mailer',
        },
        body: JSON.stringify({ from: sender, to: [to], subject, ...body }),
        // A redirect would carry the key along.
        redirect: 'manual',
        signal: AbortSignal.timeout(WITHIN_MS),
      })
    } catch (error) {
      throw new Temporary(`Resend could not be reached: ${(error as Error).name}.`)
    }
    if (!answer.ok) throw await errorOf(answer, key)
    await answer.body?.cancel()
  },
})
