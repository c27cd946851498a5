import type { Sender } from '../settings.ts'
import { Permanent, Temporary, type Transport } from './transport.ts'

/** Codes after which another try may do: https://developers.cloudflare.com/email-service/api/send-emails/workers-api/ */
const TEMPORARY = new Set([
  'E_RATE_LIMIT_EXCEEDED',
  'E_DAILY_LIMIT_EXCEEDED',
  'E_DELIVERY_FAILED',
  'E_INTERNAL_SERVER_ERROR',
])
const TOMORROW_S = 6 * 3_600

/** Cloudflare's `send_email` binding. It has no idempotency of its own: what was sent is noted in D1. */
export const cloudflareTransport = (binding: SendEmail | undefined, from: Sender): Transport => ({
  async send({ to, subject, html, text }) {
    if (!binding) throw new Permanent('The mailer has no send_email binding named EMAIL.')
    const body = { ...(html === null ? {} : { html }), ...(text === null ? {} : { text }) }
    try {
      await binding.send({ from: from.name ? from : from.email, to, subject, ...body })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      const said = `Cloudflare did not take it: ${code || 'no code'}.`
      if (code === 'E_DAILY_LIMIT_EXCEEDED') throw new Temporary(said, TOMORROW_S)
      // Without a code it was not refused: it did not arrive.
      throw code === '' || TEMPORARY.has(code) ? new Temporary(said) : new Permanent(said)
    }
  },
})
