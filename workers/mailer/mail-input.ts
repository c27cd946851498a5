import * as z from 'zod'
import { LEAK_RESPONSES } from '../../src/domain/leaks/leak.ts'
import { type Mail, REQUEST_ID } from '../../src/domain/mail.ts'
import { Permanent } from './transports/transport.ts'

const MAIL_ID = /^mail_[0-9a-hjkmnp-tv-z]{26}$/
const time = z.int().min(0)
const count = z.int().min(0)
const line = z.string().max(254)
// A link that is not http would be a script in its reader's hands.
const url = z.url({ protocol: /^https?$/ }).max(2048)
const bill = {
  accountName: line,
  number: line,
  period: z.string().regex(/^\d{4}-\d{2}$/),
  amountMinor: count,
  currency: z.string().regex(/^[A-Z]{3}$/),
  url,
}
const act = { username: line, at: time, address: line, url }
const head = {
  id: z.string().regex(MAIL_ID),
  requestId: z.string().regex(REQUEST_ID).exactOptional(),
  to: line,
  locale: z.enum(['en', 'zh']),
  timeZone: z.string().max(64).exactOptional(),
}
const kind = <const K extends string, const D extends z.ZodRawShape>(name: K, data: D) =>
  z.strictObject({ ...head, kind: z.literal(name), data: z.strictObject(data) })

/** A mail as it comes from a queue, over RPC or over HTTP. */
export const mailInput = z.discriminatedUnion('kind', [
  kind('verify_address', { username: line, url, expiresInHours: count }),
  kind('reset_password', { username: line, url, expiresInMinutes: count }),
  kind('password_changed', act),
  kind('address_changed', { ...act, changedTo: line }),
  kind('factor_changed', {
    ...act,
    factor: z.enum(['totp', 'passkey', 'recovery_codes']),
    change: z.enum(['added', 'removed', 'made', 'used']),
  }),
  kind('new_sign_in', { ...act, device: line }),
  kind('account_deletion', { ...act, accountName: line, dueAt: time }),
  kind('invitation', {
    inviter: line,
    accountName: line,
    role: z.enum(['owner', 'admin', 'developer', 'billing', 'viewer']),
    url,
    expiresInDays: count,
  }),
  kind('key_leaked', {
    accountName: line,
    keyName: line,
    hint: line,
    foundAt: z.string().max(1_000),
    source: line,
    at: time,
    response: z.enum(LEAK_RESPONSES),
    endsAt: time.nullable(),
    url,
  }),
  kind('quota', {
    accountName: line,
    percent: z.union([z.literal(80), z.literal(100)]),
    used: count,
    limit: count,
    resetsAt: time.nullable(),
    url,
  }),
  kind('spending', {
    accountName: line,
    amountMinor: count,
    currency: z.string().regex(/^[A-Z]{3}$/),
    capMinor: count.nullable(),
    url,
  }),
  kind('bill_ready', { ...bill, dueAt: time }),
  kind('bill_paid', bill),
  kind('bill_overdue', { ...bill, dueAt: time, days: count, refusesAt: time.nullable(), refused: z.boolean() }),
  kind('errors_high', {
    calls: count,
    errors: count,
    percent: z.number().min(0).max(100),
    since: time,
    until: time,
    url,
  }),
]) satisfies z.ZodType<Mail>

/** A message that was written elsewhere, as POST /send takes it. */
export const messageInput = z
  .strictObject({
    to: line,
    subject: z.string().max(998),
    html: z.string().optional(),
    text: z.string().optional(),
  })
  .transform(({ to, subject, html, text }) => ({ to, subject, html: html ?? null, text: text ?? null }))

/** Reads a mail. Throws Permanent, which names the wrong fields and holds none of their values. */
export function readMail(body: unknown): Mail {
  const parsed = mailInput.safeParse(body)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole')
  throw new Permanent(`This is no mail. Wrong: ${[...new Set(fields)].join(', ')}.`)
}
