import type { CallSearch, NamedCall } from '../../src/domain/calls/calls.ts'
import type { Page } from '../../src/domain/page.ts'
import type { PageInfo } from '../page.ts'
import { decisionText } from '../text/decision.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Pager } from '../ui/pager.tsx'
import { CallTable } from './table.tsx'

const LABEL = 'block min-w-0 text-sm font-[550] max-sm:w-full'
const INPUT =
  'mt-1.5 block min-h-11 w-full min-w-0 rounded border border-line-3 bg-sheet px-3 text-base font-normal sm:min-h-9'
const OUTCOMES = ['ok', 'failed', 'unknown', 'refused'] as const

interface Props {
  page: PageInfo
  /** Where the list is, and where each call is explained. */
  at: string
  callAt: (call: { id: string }) => string
  lead: string
  list: Page<NamedCall>
  search: CallSearch
  /** What else the list is narrowed by, before the rest. */
  first?: { name: string; label: string; value: string }[]
}

/** Calls, narrowed by what is part of the address, and a way to one by its request id. */
export const CallList = ({ page, at, callAt, lead, list, search, first = [] }: Props) => {
  const text = page.text.calls.list
  const { outcome, cursor } = search
  const fields = [
    ...first,
    { name: 'request_id', label: page.text.calls.requestId, value: search.requestId },
    { name: 'key', label: text.key, value: search.key },
    { name: 'route', label: text.route, value: search.route },
  ]
  const query = { outcome, ...Object.fromEntries(fields.map(({ name, value }) => [name, value])) }
  const isNarrowed = Object.values(query).some((value) => value !== '')
  const named = OUTCOMES.find((one) => one === outcome)
  return (
    <>
      <h1>{text.title}</h1>
      <p class="mt-1 max-w-text text-ink-2">{lead}</p>
      <search class="my-5 block">
        <form class="flex flex-wrap items-end gap-3" method="get" action={at}>
          {fields.map((field) => (
            <label class={`${LABEL} sm:w-44`}>
              {field.label}
              <input
                class={INPUT}
                type="search"
                name={field.name}
                value={field.value}
                maxlength={64}
                autocomplete="off"
              />
            </label>
          ))}
          <label class={LABEL}>
            {page.text.dashboard.outcome}
            <select class={INPUT} name="outcome">
              <option value="">{text.everything}</option>
              {OUTCOMES.map((one) => (
                <option value={one} selected={one === outcome}>
                  {text.outcomes[one]}
                </option>
              ))}
              {outcome !== '' && !named && (
                <option value={outcome} selected>
                  {decisionText(page.text, outcome)}
                </option>
              )}
            </select>
          </label>
          <Button kind="plain">{text.show}</Button>
          {isNarrowed && (
            <a class="inline-flex min-h-11 items-center text-sm text-accent hover:underline sm:min-h-9" href={at}>
              {text.showAll}
            </a>
          )}
        </form>
      </search>
      {list.items.length > 0 ? (
        <CallTable page={page} caption={text.title} calls={list.items} at={callAt} />
      ) : list.next !== null ? (
        <Empty title={text.noneYet}>{text.noneYetNote}</Empty>
      ) : isNarrowed || cursor !== null ? (
        <Empty title={text.noneFound}>{text.noneFoundNote}</Empty>
      ) : (
        <Empty title={page.text.dashboard.noCallsYet}>{text.noneNote}</Empty>
      )}
      <Pager page={page} action={at} query={query} cursor={cursor} next={list.next} />
    </>
  )
}
