import { href, site } from '../../../src/app/routes.ts'
import type { KeyRequest } from '../../../src/domain/keys/activity.ts'
import type { PageInfo } from '../../page.ts'
import { Button } from '../../ui/button.tsx'

const INPUT =
  'mt-1.5 block min-h-11 w-full min-w-0 rounded border border-line-3 bg-sheet px-3 text-base font-normal placeholder:text-ink-3 sm:min-h-9'
const LABEL = 'block min-w-0 text-sm font-[550] max-sm:w-full'
const STATUSES = ['', 'usable', 'active', 'disabled', 'expired', 'revoked'] as const
const ORDERS = ['newest', 'name', 'used'] as const

export const isNarrowed = ({ search, status }: KeyRequest): boolean => search !== '' || status !== ''

/** Narrows and orders the list; what it is narrowed by is part of the address. */
export const KeyFilter = ({ page, request }: { page: PageInfo; request: KeyRequest }) => {
  const text = page.text.keyFilter
  return (
    <search>
      <form class="mb-4 flex flex-wrap items-end gap-3" method="get" action={href(site.keys)}>
        <label class={`${LABEL} sm:w-72`}>
          {text.find}
          <input
            class={INPUT}
            type="search"
            name="search"
            value={request.search}
            placeholder={text.search}
            maxlength={100}
            autocomplete="off"
          />
        </label>
        <label class={LABEL}>
          {text.status}
          <select class={INPUT} name="status">
            {STATUSES.map((status) => (
              <option value={status} selected={status === request.status}>
                {text.statuses[status]}
              </option>
            ))}
          </select>
        </label>
        <label class={LABEL}>
          {text.sort}
          <select class={INPUT} name="sort">
            {ORDERS.map((sort) => (
              <option value={sort} selected={sort === request.sort}>
                {text.orders[sort]}
              </option>
            ))}
          </select>
        </label>
        <Button kind="plain">{text.show}</Button>
        {isNarrowed(request) && (
          <a
            class="inline-flex min-h-11 items-center text-sm text-accent hover:underline sm:min-h-9"
            href={href(site.keys)}
          >
            {text.all}
          </a>
        )}
      </form>
    </search>
  )
}
