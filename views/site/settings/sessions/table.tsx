import { href, site } from '../../../../src/app/routes.ts'
import type { OpenSession } from '../../../../src/domain/people/people.ts'
import type { PageInfo } from '../../../page.ts'
import { formatOf } from '../../../text/format.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { State } from '../../../ui/state.tsx'
import { Cell, RowHead, Table } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { deviceWords, placeWords } from './words.ts'

const Row = ({ page, session }: { page: PageInfo; session: OpenSession }) => {
  const text = page.text.sessions
  const format = formatOf(page.locale, page.timeZone)
  const device = deviceWords(page, session)
  const place = placeWords(page, session)
  return (
    <tr id={session.id}>
      <RowHead>
        <span class="[overflow-wrap:anywhere]">
          {device}
          {session.kind === 'bearer' && (
            <span class="ml-2 rounded-sm border border-line-2 px-1.5 text-xs font-normal whitespace-nowrap text-ink-2">
              {text.token}
            </span>
          )}
        </span>
      </RowHead>
      <Cell label={text.from}>
        <div>
          {place && <p>{place}</p>}
          <p class="font-mono text-xs text-ink-3 [overflow-wrap:anywhere]">{session.address || text.unknownPlace}</p>
        </div>
      </Cell>
      <Cell label={text.opened} class="whitespace-nowrap">
        <Time page={page} at={session.openedAt}>
          {format.date(session.openedAt)}
        </Time>
      </Cell>
      <Cell label={text.seen} class="whitespace-nowrap">
        {session.current ? (
          <State tone="good">{text.current}</State>
        ) : (
          <Time page={page} at={session.seenAt}>
            {format.relative(session.seenAt, page.now)}
          </Time>
        )}
      </Cell>
      <Cell class="text-right max-sm:!justify-end">
        {!session.current && (
          <LinkButton
            kind="quiet"
            href={href(site.sessionEnd, { id: session.id })}
            label={text.endNamed(device, format.moment(session.openedAt))}
          >
            {text.end}
          </LinkButton>
        )}
      </Cell>
    </tr>
  )
}

/** A user's sessions; this one among them, marked. */
export const SessionTable = ({ page, sessions }: { page: PageInfo; sessions: OpenSession[] }) => {
  const text = page.text.sessions
  return (
    <Table
      cards
      caption={text.title}
      columns={[
        { name: text.where, class: 'sm:w-1/3' },
        { name: text.from },
        { name: text.opened },
        { name: text.seen },
        { name: text.end, hidden: true },
      ]}
    >
      {sessions.map((session) => (
        <Row page={page} session={session} />
      ))}
    </Table>
  )
}
