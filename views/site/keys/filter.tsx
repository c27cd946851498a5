import { href, site } from '../../../src/app/routes.ts'
import type { KeyRequest } from '../../../src/domain/keys/activity.ts'
import type { PageInfo } from '../../page.ts'
import { Button } from '../../ui/button.tsx'
import { EMPTY, Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

const STATUSES = ['', 'usable', 'active', 'disabled', 'expired', 'revoked'] as const
const ORDERS = ['newest', 'name', 'used'] as const

const LIMITS = [25, 100]

/** What a list is narrowed and ordered by, as its address says it; empty texts are left out there. */
export const queryOf = ({ search, status, sort, limit }: Omit<KeyRequest, 'cursor'>): Record<string, string> => ({
  search,
  status,
  sort: sort === 'newest' ? '' : sort,
  limit: limit === LIMITS[0] ? '' : String(limit),
})

/** Where a list begins that is narrowed and ordered so. */
export function keysHref(request: Omit<KeyRequest, 'cursor'>): string {
  const query = Object.entries(queryOf(request)).filter(([, value]) => value !== '')
  return query.length === 0 ? href(site.keys) : `${href(site.keys)}?${new URLSearchParams(query)}`
}

/** Takes along to another page what a list is narrowed and ordered by. */
export const Kept = ({ request }: { request: Omit<KeyRequest, 'cursor'> }) => (
  <>
    {Object.entries(queryOf(request)).map(
      ([name, value]) => value !== '' && <input type="hidden" name={name} value={value} />,
    )}
  </>
)

export const isNarrowed = ({ search, status }: KeyRequest): boolean => search !== '' || status !== ''

/** Narrows and orders the list; what it is narrowed by is part of the address. */
export const KeyFilter = ({ page, request }: { page: PageInfo; request: KeyRequest }) => {
  const text = page.text.keyFilter
  return (
    <search>
      <form class="mb-4 flex flex-wrap items-end gap-3" method="get" action={href(site.keys)}>
        <Field
          class="w-full sm:w-72"
          page={page}
          filled={EMPTY}
          type="search"
          name="search"
          label={text.find}
          placeholder={text.search}
          value={request.search}
          maxlength={100}
          autocomplete="off"
        />
        <Select class="max-sm:w-full" page={page} filled={EMPTY} name="status" label={text.status}>
          {STATUSES.map((status) => (
            <option value={status} selected={status === request.status}>
              {text.statuses[status]}
            </option>
          ))}
        </Select>
        <Select class="max-sm:w-full" page={page} filled={EMPTY} name="sort" label={text.sort}>
          {ORDERS.map((sort) => (
            <option value={sort} selected={sort === request.sort}>
              {text.orders[sort]}
            </option>
          ))}
        </Select>
        <Select class="max-sm:w-full" page={page} filled={EMPTY} name="limit" label={text.limit}>
          {[...new Set([...LIMITS, request.limit])].map((limit) => (
            <option value={limit} selected={limit === request.limit}>
              {limit}
            </option>
          ))}
        </Select>
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
