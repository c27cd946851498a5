import type { CallChoices, CallPage, CallSearch } from '../../src/domain/calls/calls.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Empty } from '../ui/empty.tsx'
import type { Filled } from '../ui/field.tsx'
import { Pager } from '../ui/pager.tsx'
import { Time } from '../ui/time.tsx'
import { CallFilter } from './filter.tsx'
import { LiveControl } from './live-control.tsx'
import { withQuery } from './query.ts'
import { CallTable } from './table.tsx'

/** Ms between two looks at the newest calls: fewer where each has much to search. */
const [EVERY, EVERY_RARELY] = [5, 30]
const LIST = 'calls-list'

export interface PartProps {
  page: PageInfo
  /** Where the list is, where its part that changes is, and where each call is explained. */
  at: string
  partAt: string
  callAt: (call: { id: string }) => string
  accountAt?: ((id: string) => string) | undefined
  list: CallPage
  search: CallSearch
  /** What it is narrowed by, as its address says it. */
  query: Record<string, string>
}

export type Found = Pick<PartProps, 'list' | 'search' | 'query'>

interface Props extends Omit<PartProps, keyof Found> {
  lead: string
  filled: Filled
  /** What else the list is narrowed by, before the rest. */
  first?: { name: string; label: string }[]
  /** Keys and routes to choose from; without them their ids are typed. */
  choices?: CallChoices
  /** Null when it was asked for wrongly. */
  found: Found | null
}

/** Whether calls may still come in at the top of a list. */
const isLive = ({ cursor, until }: CallSearch, now: number) => cursor === null && (until === null || until > now)
const everyOf = ({ searchedTo }: CallPage) => (searchedTo === null ? EVERY : EVERY_RARELY)

/** Calls, narrowed by what is part of the address, and a way to one by its request id. */
export const CallList = ({ found, lead, filled, first = [], choices, ...props }: Props) => {
  const { page, at } = props
  const text = page.text.calls.list
  return (
    <>
      <div class="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h1>{text.title}</h1>
        {found && isLive(found.search, page.now) && (
          <LiveControl page={page} of={LIST} seconds={everyOf(found.list)} here={withQuery(at, found.query)} />
        )}
      </div>
      <p class="mt-1 max-w-text text-ink-2">{lead}</p>
      <CallFilter page={page} at={at} filled={filled} first={first} {...(choices ? { choices } : {})} />
      {found && <ListPart {...props} {...found} />}
    </>
  )
}

/** What changes by itself: asks for itself again every few seconds while calls may come in. */
export const ListPart = ({ page, at, partAt, callAt, accountAt, list, search, query }: PartProps) => {
  const text = page.text.calls.list
  const isNarrowed = Object.entries(query).some(([name, value]) => name !== 'limit' && value !== '')
  const { searchedTo, underWay, items, next } = list
  const format = formatOf(page.locale, page.timeZone)
  const polling = isLive(search, page.now) && {
    'data-poll': true,
    'hx-get': withQuery(partAt, query),
    'hx-trigger': `every ${everyOf(list)}s, visibilitychange from:document, resumed`,
    'hx-swap': 'outerMorph',
    'hx-status:4xx': 'swap:none',
    'hx-status:5xx': 'swap:none',
  }
  return (
    <section id={LIST} aria-label={text.title} {...polling}>
      <p class="mb-2 min-h-5 text-sm text-ink-3">
        {text.asOf(format.time(page.now))}
        {underWay !== null && underWay > 0 && ` · ${text.underWay(underWay, format.number(underWay))}`}
      </p>
      {items.length > 0 ? (
        <CallTable page={page} caption={text.title} calls={items} at={callAt} accountAt={accountAt} />
      ) : next !== null ? (
        <Empty title={text.noneYet}>{text.noneYetNote}</Empty>
      ) : isNarrowed || search.cursor !== null ? (
        <Empty title={text.noneFound}>{text.noneFoundNote}</Empty>
      ) : (
        <Empty title={page.text.dashboard.noCallsYet}>{text.noneNote}</Empty>
      )}
      {searchedTo !== null && (
        <p class="mt-4 text-sm text-ink-2" data-testid="searched-to">
          {text.searchedTo}{' '}
          <Time page={page} at={searchedTo}>
            {format.moment(searchedTo)}
          </Time>
          {text.searchOn}
        </p>
      )}
      <Pager page={page} action={at} query={query} cursor={search.cursor} next={next} />
    </section>
  )
}
