import { makeIds } from '../../src/domain/ids.ts'
import { flawOf, type Mail, type Message, type Sending } from '../../src/domain/mail.ts'
import { type Log, logOf } from '../../src/platform/log.ts'
import { claimMail, noteSent, releaseMail } from '../../src/storage/mails.ts'
import { renderMail } from '../../views/mails/render.tsx'
import type { MailerEnv } from './env.ts'
import { type MailSettings, parseMailSettings } from './settings.ts'
import { cloudflareTransport } from './transports/cloudflare.ts'
import { localTransport } from './transports/local.ts'
import { resendTransport } from './transports/resend.ts'
import { Permanent, Temporary, type Transport } from './transports/transport.ts'

const A_WEEK_MS = 7 * 86_400_000
const DEFAULT_WAIT_S = 60

/** The settings, or Permanent: a mail that cannot be sent stands among the failed jobs with the remedy. */
function settingsOf(env: MailerEnv): MailSettings {
  try {
    return parseMailSettings(env as unknown as Record<string, unknown>)
  } catch (error) {
    throw new Permanent((error as Error).message)
  }
}

function transportOf(env: MailerEnv, { transport }: MailSettings): Transport {
  if (transport.name === 'local') return localTransport(env.DB, Date.now)
  if (transport.name === 'cloudflare') return cloudflareTransport(env.EMAIL, transport.from)
  return resendTransport(transport)
}

/** Gives a claim back after a send that failed. Without D1 it ends by itself. */
const release = (env: MailerEnv, id: string, log: Log): Promise<void> =>
  releaseMail(env.DB, id).catch((error) => log({ event: 'mail.unreleased', mail: id, error: String(error) }))

/**
 * Sends a message, once an id however many deliveries of it there are: one that was sent is passed over, one that another
 * delivery is sending is Temporary. Throws Permanent or Temporary, and anything else when D1 fails; then nothing was sent.
 */
export async function deliver(env: MailerEnv, message: Message, log: Log = logOf()): Promise<void> {
  const transport = transportOf(env, settingsOf(env))
  const flaw = flawOf(message)
  if (flaw) throw new Permanent(flaw)
  const now = Date.now()
  const claim = await claimMail(env.DB, message.id, now)
  if (claim.state === 'sent') return
  if (claim.state === 'claimed') {
    throw new Temporary('Another delivery of this mail is under way.', Math.ceil((claim.until - now) / 1000))
  }
  try {
    await transport.send(message)
  } catch (error) {
    await release(env, message.id, log)
    throw error
  }
  try {
    const oldest = makeIds(
      () => Date.now() - A_WEEK_MS,
      (length) => new Uint8Array(length),
    )('mail')
    await noteSent(env.DB, message.id, oldest)
  } catch (error) {
    // It is sent: to fail now would send it again.
    log({ event: 'mail.unnoted', mail: message.id, error: String(error) })
  }
}

/** Sends a mail in its reader's language. */
export const deliverMail = (env: MailerEnv, mail: Mail): Promise<void> =>
  deliver(env, renderMail(mail, settingsOf(env).siteName), logOf(mail.requestId))

/** What became of a try, as a value. */
export async function sendingOf(attempt: () => Promise<void>, log: Log = logOf()): Promise<Sending> {
  try {
    await attempt()
    return { sent: true }
  } catch (error) {
    if (error instanceof Permanent) return { sent: false, error: error.message, retryAfterSeconds: null }
    const asked = error instanceof Temporary ? error.retryAfterSeconds : null
    const said = error instanceof Temporary ? error.message : 'The mailer failed.'
    if (!(error instanceof Temporary)) log({ event: 'mail.failed', error: String(error) })
    return { sent: false, error: said, retryAfterSeconds: asked ?? DEFAULT_WAIT_S }
  }
}
