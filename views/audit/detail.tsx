import type { PageInfo } from '../page.ts'
import { type Change, changesOf } from './changes.ts'

const FEW = 3

const Lines = ({ changes }: { changes: Change[] }) => (
  <ul class="space-y-0.5">
    {changes.map(({ name, before, after }) => (
      <li class="[overflow-wrap:anywhere]">
        <code class="text-ink-3">{name}</code> {before !== null && <del class="text-ink-3">{before}</del>}
        {before !== null && after !== null && ' → '}
        {after !== null && <ins class="no-underline">{after}</ins>}
      </li>
    ))}
  </ul>
)

/** What an event changed: a few lines as they are, many behind a word. */
export const Detail = ({ page, detail }: { page: PageInfo; detail: Record<string, unknown> }) => {
  const changes = changesOf(detail)
  if (changes.length <= FEW) return <Lines changes={changes} />
  return (
    <details>
      <summary class="text-accent hover:underline">{page.text.audit.fields(changes.length)}</summary>
      <div class="mt-1">
        <Lines changes={changes} />
      </div>
    </details>
  )
}
