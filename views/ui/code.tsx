import type { PageInfo } from '../page.ts'

interface CopyProps {
  page: PageInfo
  /** The id of the element to copy. */
  from: string
  label?: string
}

/** Copies an element's text; without scripts it is not there. */
export const Copy = ({ page, from, label }: CopyProps) => (
  <button
    type="button"
    class="inline-flex min-h-11 shrink-0 items-center rounded px-2 text-xs font-[550] text-accent hover:bg-wash sm:min-h-7"
    data-copy={`#${from}`}
    data-copied={page.text.act.copied}
    aria-label={label}
  >
    <span data-label aria-live="polite">
      {page.text.act.copy}
    </span>
  </button>
)

interface CodeProps {
  page: PageInfo
  id: string
  code: string
  /** What the code is, above it. */
  title?: string
}

/** Code to read and take along. Long lines wrap: nothing hides past an edge. */
export const Code = ({ page, id, code, title }: CodeProps) => (
  <div class="rounded-md border border-line bg-sheet">
    <div class="flex items-center justify-between gap-2 border-b border-line py-1 pr-1.5 pl-4 text-xs text-ink-3">
      <span>{title}</span>
      <Copy page={page} from={id} />
    </div>
    <pre class="px-4 py-3 font-mono text-xs/5 [overflow-wrap:anywhere] whitespace-pre-wrap">
      <code id={id}>{code}</code>
    </pre>
  </div>
)
