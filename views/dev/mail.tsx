import { devPages, href } from '../../src/app/routes.ts'
import type { Message } from '../../src/domain/mail.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Time } from '../ui/time.tsx'

/** A mail as its reader gets it: the HTML in a frame that can do nothing, and the text as it is. */
export const MailPage = ({ page, mail }: { page: PageInfo; mail: Message & { sentAt: number } }) => {
  const text = page.text.mails
  const format = formatOf(page.locale, page.timeZone)
  return (
    <OpenPage page={page} title={mail.subject}>
      <p class="text-sm">
        <a class="inline-flex min-h-11 items-center text-accent hover:underline sm:min-h-0" href={href(devPages.mails)}>
          {text.title}
        </a>
      </p>
      <h1 class="mt-1 [overflow-wrap:anywhere]">{mail.subject}</h1>
      <p class="mt-2 text-sm [overflow-wrap:anywhere] text-ink-2">
        {text.to} {mail.to} · {text.sent}{' '}
        <Time page={page} at={mail.sentAt}>
          {format.moment(mail.sentAt)}
        </Time>
      </p>
      <h2 class="mt-8 mb-3">{text.html}</h2>
      {mail.html ? (
        <iframe
          class="h-[52rem] w-full sm:h-[44rem] rounded border border-line-2"
          src={href(devPages.mailHtml, { id: mail.id })}
          title={text.html}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      ) : (
        <p class="text-ink-3">{text.noHtml}</p>
      )}
      <h2 class="mt-8 mb-3">{text.text}</h2>
      {mail.text ? (
        <pre class="rounded border border-line-2 bg-sheet p-4 font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
          {mail.text}
        </pre>
      ) : (
        <p class="text-ink-3">{text.noText}</p>
      )}
    </OpenPage>
  )
}
