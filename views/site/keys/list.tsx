import { href, site } from '../../../src/app/routes.ts'
import type { KeyRequest, KeyRow } from '../../../src/domain/keys/activity.ts'
import type { Page } from '../../../src/domain/page.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Button, TickAll } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { isNarrowed, Kept, KeyFilter, queryOf } from './filter.tsx'
import { KeyStatus } from './status.tsx'

interface Props {
  page: PageInfo
  list: Page<KeyRow>
  request: KeyRequest
}

/** When, from where and for what a key was last used. */
const LastUsed = ({ page, row }: { page: PageInfo; row: KeyRow }) => {
  const { keyUse } = page.text
  if (!row.lastCall) return <span class="text-ink-3">{keyUse.never}</span>
  const { at, address, routeName } = row.lastCall
  return (
    <span>
      <Time page={page} at={at}>
        {formatOf(page.locale, page.timeZone).relative(at, page.now)}
      </Time>
      <span class="block text-xs text-ink-3 [overflow-wrap:anywhere]">
        {routeName} · {address === '' ? keyUse.unknownAddress : address}
      </span>
    </span>
  )
}

const Rows = ({ page, rows }: { page: PageInfo; rows: KeyRow[] }) => {
  const { keys, keyUse, keyFilter } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const mayWrite = page.reader?.may('keys.write')
  return (
    <Table
      cards
      caption={keys.table}
      columns={[
        { name: keys.name, class: 'sm:w-1/3' },
        { name: keys.key },
        { name: keys.status },
        { name: keyUse.last },
        { name: keyUse.month, number: true },
        { name: keys.expires },
        ...(mayWrite ? [{ name: keyFilter.choose, hidden: true }] : []),
      ]}
    >
      {rows.map((row) => (
        <tr id={row.id}>
          <RowHead>
            <span class="flex flex-wrap items-baseline gap-x-2 gap-y-1 [overflow-wrap:anywhere]">
              <a class="text-accent hover:underline" href={href(site.key, { id: row.id })}>
                {row.name}
              </a>
              {row.environment !== '' && (
                <span class="rounded-sm border border-line-3 px-1.5 text-xs font-normal text-ink-2">
                  {row.environment}
                </span>
              )}
            </span>
          </RowHead>
          <Cell label={keys.key}>
            <span class="font-mono text-xs whitespace-nowrap">{row.hint}</span>
          </Cell>
          <Cell label={keys.status}>
            <KeyStatus page={page} apiKey={row} />
          </Cell>
          <Cell label={keyUse.last}>
            <LastUsed page={page} row={row} />
          </Cell>
          <Cell label={keyUse.month} number>
            {format.number(row.calls)}
          </Cell>
          <Cell label={keys.expires} class="whitespace-nowrap text-ink-2">
            {row.expiresAt === null ? (
              keys.never
            ) : (
              <Time page={page} at={row.expiresAt}>
                {format.date(row.expiresAt - 1)}
              </Time>
            )}
          </Cell>
          {mayWrite && (
            <Cell label={keyFilter.choose} class="text-right">
              {row.status !== 'revoked' && (
                <label class="-m-2 inline-flex min-h-11 min-w-11 items-center justify-end p-2 sm:min-h-0 sm:min-w-0">
                  <input
                    class="size-4"
                    type="checkbox"
                    name="id"
                    value={row.id}
                    aria-label={keyFilter.select(row.name)}
                  />
                </label>
              )}
            </Cell>
          )}
        </tr>
      ))}
    </Table>
  )
}

/** The keys of an account; each name leads to its key, and those that are chosen can be revoked together. */
export const KeyList = ({ page, list, request }: Props) => {
  const { keys, keyFilter } = page.text
  const mayWrite = page.reader?.may('keys.write')
  const isEmpty = list.items.length === 0
  const isBare = isEmpty && !isNarrowed(request) && request.cursor === null
  return (
    <section class="mt-8" id="keys" aria-labelledby="keys-title">
      <h2 class="mb-3" id="keys-title">
        {keys.table}
      </h2>
      {!isBare && <KeyFilter page={page} request={request} />}
      {isBare && <Empty title={keys.none}>{mayWrite ? keys.noneNote : keys.noneReadOnly}</Empty>}
      {isEmpty && !isBare && <Empty title={keyFilter.noneFound}>{keyFilter.noneFoundNote}</Empty>}
      {!isEmpty && !mayWrite && <Rows page={page} rows={list.items} />}
      {!isEmpty && mayWrite && (
        <form id="keys-chosen" method="get" action={href(site.keysRevocation)}>
          <Kept request={request} />
          <Rows page={page} rows={list.items} />
          {list.items.some((row) => row.status !== 'revoked') && (
            <div class="mt-4 flex flex-wrap justify-end gap-3">
              <TickAll of="#keys-chosen">{keyFilter.chooseAll}</TickAll>
              <Button kind="danger">{keyFilter.revokeChosen}</Button>
            </div>
          )}
        </form>
      )}
      <Pager page={page} action={href(site.keys)} query={queryOf(request)} cursor={request.cursor} next={list.next} />
    </section>
  )
}
