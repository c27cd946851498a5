import type { MailData, MailKind } from '../../src/domain/mail.ts'
import type { Format } from '../text/format.ts'

/** What a mail says, before it is set as HTML or as plain text. */
export interface Content {
  subject: string
  /** The line that a list of mails shows after the subject. */
  preview: string
  heading: string
  /** Before the button, a paragraph each. */
  lead: string[]
  /** A small table: what, when, from where. */
  facts: [name: string, value: string][]
  action: { label: string; url: string } | null
  /** After the button, a paragraph each, in a smaller voice. */
  notes: string[]
}

/** What every mail's writer has at hand. */
export interface Pen {
  siteName: string
  format: Format
}

/** A language's mails. A kind that a language lacks fails the type check. */
export type MailTexts = { [K in MailKind]: (data: MailData<K>, pen: Pen) => Content } & {
  /** Stands above the button's address in full. */
  linkBelow: string
  /** Between a name and its value. */
  colon: string
  /** Why the reader gets it: the address is their account's, or was, or someone gave it and it is not known to be theirs. */
  why: (siteName: string) => string
  whyFormer: (siteName: string) => string
  whyGiven: (siteName: string) => string
}
