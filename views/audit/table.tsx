import type { AuditEntry } from '../../src/domain/audit.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { Detail } from './detail.tsx'

/** Makes the address of all events with one actor, account or target. */
export type Narrow = (by: 'actor' | 'account' | 'target', id: string) => string

interface Props {
  page: PageInfo
  entries: AuditEntry[]
  /** Where the console's links lead; without them the log is one account's. */
  narrow?: Narrow
}

const Link = ({ to, children }: { to: string | undefined; children: string }) =>
  to === undefined ? (
    children
  ) : (
    <a class="hover:text-accent hover:underline" href={to}>
      {children}
    </a>
  )

const Who = ({ page, entry, narrow }: { page: PageInfo; entry: AuditEntry; narrow: Narrow | undefined }) => {
  const { actor, by, token, address } = entry
  const { operators, system, withToken } = page.text.audit
  const name = actor ? (actor.username ?? actor.id) : by === 'operators' ? operators : system
  return (
    <div>
      <p>
        <Link to={actor ? narrow?.('actor', actor.id) : undefined}>{name}</Link>
      </p>
      {token && (
        <>
          <p class="text-sm text-ink-2">{withToken(token.name)}</p>
          <p class="font-mono text-xs text-ink-3">
            <Link to={narrow?.('target', token.id)}>{token.id}</Link>
          </p>
        </>
      )}
      {address && <p class="font-mono text-xs text-ink-3">{address}</p>}
    </div>
  )
}

const Row = ({ page, entry, narrow }: { page: PageInfo; entry: AuditEntry; narrow: Narrow | undefined }) => {
  const text = page.text.audit
  const format = formatOf(page.locale, page.timeZone)
  const { account, at, target } = entry
  return (
    <tr id={entry.id}>
      <RowHead>
        <div>
          <p>{text.actions[entry.action] ?? entry.action}</p>
          <p class="font-mono text-xs font-normal text-ink-3 [overflow-wrap:anywhere]">
            <Link to={narrow?.('target', target)}>{target}</Link>
          </p>
        </div>
      </RowHead>
      <Cell label={text.when(format.zone)} class="sm:whitespace-nowrap">
        <Time page={page} at={at}>
          {`${format.date(at)} ${format.time(at)}`}
        </Time>
      </Cell>
      <Cell label={text.who} class="[overflow-wrap:anywhere]">
        <Who page={page} entry={entry} narrow={narrow} />
      </Cell>
      {narrow && (
        <Cell label={text.account} class="[overflow-wrap:anywhere]">
          {account && <Link to={narrow('account', account.id)}>{account.name ?? account.id}</Link>}
        </Cell>
      )}
      <Cell label={text.detail}>
        {Object.keys(entry.detail).length > 0 && <Detail page={page} detail={entry.detail} />}
      </Cell>
    </tr>
  )
}

/** Who did what, when, from where. */
export const AuditTable = ({ page, entries, narrow }: Props) => {
  const text = page.text.audit
  return (
    <Table
      cards
      caption={text.title}
      columns={[
        { name: text.what },
        { name: text.when(formatOf(page.locale, page.timeZone).zone) },
        { name: text.who },
        ...(narrow ? [{ name: text.account }] : []),
        { name: text.detail, class: narrow ? 'w-1/5' : 'w-1/3' },
      ]}
    >
      {entries.map((entry) => (
        <Row page={page} entry={entry} narrow={narrow} />
      ))}
    </Table>
  )
}
