import * as z from 'zod'
import { isMailAddress } from '../../src/domain/mail.ts'

export interface Sender {
  name: string
  email: string
}

const FROM = /^(?:([^<>\p{Cc}"]+?) *)?<([^<>]+)>$/u
const FORM = 'must be an address, or a name and an address: Tollgate <mail@example.com>.'

/** `mail@example.com` or `Tollgate <mail@example.com>`. */
function senderOf(text: string): Sender | null {
  const [, name = '', email = ''] = FROM.exec(text) ?? [null, '', text]
  return isMailAddress(email) ? { name, email } : null
}

const SETTINGS = z.object({
  /** development alone has the local transport. */
  ENVIRONMENT: z.enum(['development', 'staging', 'production']).default('production'),
  SITE_NAME: z.string().min(1).max(60).default('Tollgate'),
  MAIL_TRANSPORT: z.enum(['cloudflare', 'resend', 'local'], { error: 'must be cloudflare or resend.' }).optional(),
  MAIL_FROM: z
    .string()
    .transform((text, context) => {
      const sender = senderOf(text)
      if (sender) return sender
      context.addIssue(FORM)
      return z.NEVER
    })
    .optional(),
  RESEND_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be the key as Resend shows it.')
    .optional(),
  RESEND_URL: z.url({ protocol: /^https?$/, error: 'must be an address.' }).default('https://api.resend.com'),
  /** Opens POST /send; without it that path does not exist. */
  EMAIL_TOKEN: z.string().min(32, 'must have at least 32 characters: openssl rand -base64 32').optional(),
})

type Parsed = z.infer<typeof SETTINGS>

/** How mails leave, with all that it takes. */
export type Transporting =
  | { name: 'local' }
  | { name: 'cloudflare'; from: Sender }
  | { name: 'resend'; from: Sender; key: string; url: string }

export interface MailSettings {
  siteName: string
  transport: Transporting
}

function transportOf(given: Parsed): Transporting | string {
  const { ENVIRONMENT, MAIL_FROM: from, RESEND_API_KEY: key, RESEND_URL: url } = given
  const isDevelopment = ENVIRONMENT === 'development'
  const name = given.MAIL_TRANSPORT ?? (isDevelopment ? 'local' : null)
  if (name === null) return 'The setting MAIL_TRANSPORT is missing: set it to cloudflare or resend.'
  if (name === 'local') {
    if (isDevelopment) return { name }
    return 'The setting MAIL_TRANSPORT is local, which keeps mails for anyone to read and is for development alone: set it to cloudflare or resend.'
  }
  if (!from) return `The setting MAIL_FROM is missing: it ${FORM}`
  if (name === 'cloudflare') return { name, from }
  if (!key) return 'The setting RESEND_API_KEY is missing: set it as a secret of the mailer.'
  if (!isDevelopment && !url.startsWith('https:')) return 'The setting RESEND_URL must begin with https.'
  return { name, from, key, url }
}

// An empty variable is one that is not set: a dashboard cannot always remove it.
const present = (env: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

/** Parses the mailer's environment. Throws one sentence that names each wrong setting and its remedy, never its value. */
export function parseMailSettings(env: Record<string, unknown>): MailSettings {
  const parsed = SETTINGS.safeParse(present(env))
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map((issue) => `The setting ${issue.path.join('.')} ${issue.message}`).join(' '),
    )
  }
  const transport = transportOf(parsed.data)
  if (typeof transport === 'string') throw new Error(transport)
  return { siteName: parsed.data.SITE_NAME, transport }
}

/** The token that /send asks for; null closes it. A setting that is wrong closes it too. */
export function emailTokenOf(env: Record<string, unknown>): string | null {
  return SETTINGS.shape.EMAIL_TOKEN.safeParse(env.EMAIL_TOKEN).data ?? null
}
