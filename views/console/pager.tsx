import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'

interface Props {
  page: PageInfo
  action: string
  search: string
  cursor: string | null
  next: string | null
}

/** Onward through a list, and back to its start. */
export const Pager = ({ page, action, search, cursor, next }: Props) => {
  const text = page.text.console
  const query = (given: Record<string, string>) => {
    const params = new URLSearchParams({ ...(search === '' ? {} : { search }), ...given }).toString()
    return params === '' ? action : `${action}?${params}`
  }
  if (cursor === null && next === null) return null
  return (
    <nav class="mt-5 flex gap-3" aria-label={text.pages}>
      {cursor !== null && (
        <LinkButton kind="plain" href={query({})}>
          {text.first}
        </LinkButton>
      )}
      {next !== null && (
        <LinkButton kind="plain" href={query({ cursor: next })}>
          {text.next}
        </LinkButton>
      )}
    </nav>
  )
}
