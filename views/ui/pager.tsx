import type { PageInfo } from '../page.ts'
import { LinkButton } from './button.tsx'

interface Props {
  page: PageInfo
  action: string
  /** What the list is narrowed by; empty texts are left out. */
  query: Record<string, string>
  cursor: string | null
  next: string | null
}

/** Onward through a list, and back to its start. */
export const Pager = ({ page, action, query, cursor, next }: Props) => {
  const text = page.text.act
  const kept = Object.entries(query).filter(([, value]) => value !== '')
  const link = (given: [string, string][]) => {
    const params = new URLSearchParams([...kept, ...given]).toString()
    return params === '' ? action : `${action}?${params}`
  }
  if (cursor === null && next === null) return null
  return (
    <nav class="mt-5 flex gap-3" aria-label={text.pages}>
      {cursor !== null && (
        <LinkButton kind="plain" href={link([])}>
          {text.first}
        </LinkButton>
      )}
      {next !== null && (
        <LinkButton kind="plain" href={link([['cursor', next]])}>
          {text.next}
        </LinkButton>
      )}
    </nav>
  )
}
