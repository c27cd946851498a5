import { devPages, href } from '../../src/app/routes.ts'
import type { Message } from '../../src/domain/mail.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Empty } from '../ui/empty.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

/** All mails that were sent in development. */
export const MailsPage = ({ page, mails }: { page: PageInfo; mails: (Message & { sentAt: number })[] }) => {
  const text = page.text.mails
  const format = formatOf(page.locale, page.timeZone)
  return (
    <OpenPage page={page} title={text.title}>
      <h1>{text.title}</h1>
      <p class="mt-2 mb-6 max-w-text text-ink-2">{text.lead}</p>
      {mails.length === 0 ? (
        <Empty title={text.none}>{text.noneNote}</Empty>
      ) : (
        <Table cards caption={text.title} columns={[{ name: text.subject }, { name: text.to }, { name: text.sent }]}>
          {mails.map((mail) => (
            <tr>
              <RowHead>
                <a
                  class="text-accent [overflow-wrap:anywhere] hover:underline"
                  href={href(devPages.mail, { id: mail.id })}
                >
                  {mail.subject}
                </a>
              </RowHead>
              <Cell label={text.to} class="[overflow-wrap:anywhere]">
                {mail.to}
              </Cell>
              <Cell label={text.sent} class="whitespace-nowrap">
                <Time page={page} at={mail.sentAt}>
                  {format.relative(mail.sentAt, page.now)}
                </Time>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </OpenPage>
  )
}
