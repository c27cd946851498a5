import type { LeakResponse } from './leaks/leak.ts'
import type { Factor, Locale, Role } from './people/people.ts'

/** What can be written to a person, by kind, with what the text needs. Times are UTC ms; every url is a whole address. */
export type MailContent =
  | { kind: 'verify_address'; data: { username: string; url: string; expiresInHours: number } }
  | { kind: 'reset_password'; data: { username: string; url: string; expiresInMinutes: number } }
  | { kind: 'password_changed'; data: Act }
  | { kind: 'address_changed'; data: Act & { changedTo: string } }
  | { kind: 'factor_changed'; data: Act & { factor: Factor; change: FactorChange } }
  | { kind: 'new_sign_in'; data: Act & { device: string } }
  | { kind: 'account_deletion'; data: Act & { accountName: string; dueAt: number } }
  | {
      kind: 'invitation'
      data: { inviter: string; accountName: string; role: Role; url: string; expiresInDays: number }
    }
  | {
      kind: 'key_leaked'
      /** `foundAt` and `source` are a scanner's words, never trusted; `endsAt` is that of a key that is to be rotated. */
      data: {
        accountName: string
        keyName: string
        hint: string
        foundAt: string
        source: string
        at: number
        response: LeakResponse
        endsAt: number | null
        url: string
      }
    }
  | {
      kind: 'quota'
      data: {
        accountName: string
        percent: 80 | 100
        used: number
        limit: number
        resetsAt: number | null
        url: string
      }
    }
  | { kind: 'bill_ready'; data: AboutBill & { dueAt: number } }
  | { kind: 'bill_paid'; data: AboutBill }
  | {
      kind: 'bill_overdue'
      /** `refusesAt` is when the account's calls are refused, null for never; `refused` says that they are. */
      data: AboutBill & { dueAt: number; days: number; refusesAt: number | null; refused: boolean }
    }
  | {
      kind: 'spending'
      /** Minor units of the currency; `capMinor` is null where the account has none. */
      data: { accountName: string; amountMinor: number; currency: string; capMinor: number | null; url: string }
    }
  | {
      kind: 'errors_high'
      /** `percent` is the limit that was passed. */
      data: { calls: number; errors: number; percent: number; since: number; until: number; url: string }
    }

export type MailKind = MailContent['kind']
/** `made` and `used` are said of recovery codes alone. */
export type FactorChange = 'added' | 'removed' | 'made' | 'used'
export type MailData<K extends MailKind> = Extract<MailContent, { kind: K }>['data']

/** `number` as it is written, `period` as `2026-11`; the amount is what is asked for, or what was paid. */
interface AboutBill {
  accountName: string
  number: string
  period: string
  amountMinor: number
  currency: string
  url: string
}

/** What someone did to a user's access, and from where. `address` is empty when it is not known. */
interface Act {
  username: string
  at: number
  address: string
  /** Where the reader looks after it. */
  url: string
}

/**
 * A mail to one reader, in their language. Its id names it everywhere: however often it is delivered, it is sent once. `requestId`
 * names the request that made someone write it.
 */
export type Mail = { id: string; requestId?: string } & NewMail

/** A mail before it has its id. Its times are in UTC, or in the reader's zone. */
export type NewMail = { to: string; locale: Locale; timeZone?: string } & MailContent

/** A mail as it leaves: at least one of `html` and `text`. */
export interface Message {
  id: string
  to: string
  subject: string
  html: string | null
  text: string | null
}

/** What became of a mail. `retryAfterSeconds` is null when another try would end the same. */
export type Sending = { sent: true } | { sent: false; error: string; retryAfterSeconds: number | null }

/** What the mailer answers over RPC. */
export interface MailerFace {
  /** Sends a mail, once an id. Expected failures are values. */
  send(mail: Mail): Promise<Sending>
}

const CONTROL = /\p{Cc}/u
const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/
const LONGEST_ADDRESS = 254
/** RFC 5322 ends a line there. */
const LONGEST_SUBJECT = 998

/** Whether a text is one bare mail address, and nothing that a header could be broken with. */
export const isMailAddress = (text: string): boolean => text.length <= LONGEST_ADDRESS && ADDRESS.test(text)

/** Why a message must not leave, or null. A line break in a header would add headers of its writer's choice. */
export function flawOf({ to, subject, html, text }: Message): string | null {
  if (CONTROL.test(to) || !isMailAddress(to)) return 'The recipient is not one mail address.'
  if (CONTROL.test(subject)) return 'The subject holds a line break or another control character.'
  if (subject.trim() === '' || subject.length > LONGEST_SUBJECT) return 'The subject is empty or too long.'
  if (!html && !text) return 'The message has neither html nor text.'
  return null
}

const LINK = '[link]'

/**
 * A queued mail as it may be kept among failed jobs: without its link, which can hold a token that opens an account.
 * Anything else comes back as it is.
 */
export function withoutLink(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('data' in body)) return body
  const { data } = body
  if (typeof data !== 'object' || data === null || !('url' in data)) return body
  return { ...body, data: { ...data, url: LINK } }
}

/** What names a request. */
export const REQUEST_ID = /^req_[0-9a-z]{26}$/

/** The request that a queued mail comes from, whatever else it holds; undefined without one. */
export function requestIdOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('requestId' in body)) return undefined
  const { requestId } = body
  return typeof requestId === 'string' && REQUEST_ID.test(requestId) ? requestId : undefined
}
