import type { Mail, MailKind, Message } from '../../src/domain/mail.ts'
import type { Locale } from '../../src/domain/people/people.ts'
import { formatOf } from '../text/format.ts'
import type { Content, MailTexts, Pen } from './content.ts'
import { en } from './en.ts'
import { MailLayout } from './layout.tsx'
import { plainText } from './plain.ts'
import { zh } from './zh.ts'

const TEXTS: Record<Locale, MailTexts> = { en, zh }

const REASON: Partial<Record<MailKind, 'whyFormer' | 'whyGiven'>> = {
  verify_address: 'whyGiven',
  invitation: 'whyGiven',
  address_changed: 'whyFormer',
}

/** What a mail says in its reader's language. */
function contentOf(mail: Mail, pen: Pen): Content {
  // Each kind's writer takes that kind's data; the compiler cannot follow the pair through an index.
  const write = TEXTS[mail.locale][mail.kind] as (data: Mail['data'], pen: Pen) => Content
  return write(mail.data, pen)
}

/** A mail as its reader gets it: subject, HTML, text. */
export function renderMail(mail: Mail, siteName: string): Message {
  const content = contentOf(mail, { siteName, format: formatOf(mail.locale, mail.timeZone) })
  const texts = TEXTS[mail.locale]
  const why = texts[REASON[mail.kind] ?? 'why'](siteName)
  const page = <MailLayout content={content} texts={texts} locale={mail.locale} siteName={siteName} why={why} />
  return {
    id: mail.id,
    to: mail.to,
    subject: content.subject,
    html: `<!doctype html>${page}`,
    text: plainText(content, texts, why),
  }
}
