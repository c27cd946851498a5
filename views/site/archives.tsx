import { href, site } from '../../src/app/routes.ts'
import type { ArchivedDay } from '../../src/domain/calls/archive.ts'
import type { Page } from '../../src/domain/page.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { LinkButton } from '../ui/button.tsx'
import { Code } from '../ui/code.tsx'
import { Empty } from '../ui/empty.tsx'
import { Pager } from '../ui/pager.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'

interface Props {
  page: PageInfo
  list: Page<ArchivedDay>
  cursor: string | null
}

/** Days whose calls are kept as files. */
export const ArchivesPage = ({ page, list, cursor }: Props) => {
  const text = page.text.archive
  const format = formatOf(page.locale, page.timeZone)
  const at = href(site.archives)
  return (
    <MemberPage page={page} title={text.title} place="calls">
      <h1>{text.title}</h1>
      <p class="mt-1 max-w-text text-ink-2">{text.lead}</p>
      <div class="mt-6 max-w-text">
        {list.items.length === 0 ? (
          <Empty title={text.none}>
            {text.noneNote}{' '}
            <a class="text-accent underline underline-offset-2" href={href(site.calls)}>
              {text.recent}
            </a>
          </Empty>
        ) : (
          <Table
            caption={text.title}
            columns={[
              { name: text.day },
              { name: text.calls, number: true },
              { name: text.size, number: true },
              { name: text.file, hidden: true },
            ]}
          >
            {list.items.map(({ day, calls, bytes }) => {
              const name = new Date(day).toISOString().slice(0, 10)
              return (
                <tr>
                  <RowHead>{name}</RowHead>
                  <Cell number>{format.number(calls)}</Cell>
                  <Cell number>{format.bytes(bytes)}</Cell>
                  <Cell number>
                    <a
                      class="font-[550] text-accent hover:underline"
                      href={href(site.archive, { day: name })}
                      aria-label={text.downloadOf(name)}
                      download
                    >
                      {text.download}
                    </a>
                  </Cell>
                </tr>
              )
            })}
          </Table>
        )}
        <Pager page={page} action={at} query={{}} cursor={cursor} next={list.next} />
        {list.items.length > 0 && (
          <section class="mt-9" aria-labelledby="reading-title">
            <h2 id="reading-title">{text.reading}</h2>
            <p class="mt-1 mb-3 text-sm text-ink-2">{text.readingNote}</p>
            <Code page={page} id="zcat" code={`zcat calls-*.ndjson.gz | grep '"request_id":"req_…"'`} />
          </section>
        )}
      </div>
    </MemberPage>
  )
}

/** What stands in the place of a call that may be in the archive. */
export const ArchivedCallPage = ({ page, day }: { page: PageInfo; day: string }) => {
  const text = page.text.archive
  return (
    <MemberPage page={page} title={text.call} place="calls">
      <h1>{text.call}</h1>
      <p class="mt-1 mb-5 max-w-text text-ink-2">{text.callNote(day)}</p>
      <LinkButton kind="plain" href={href(site.archives)}>
        {text.title}
      </LinkButton>
    </MemberPage>
  )
}
