import type { PageInfo } from '../page.ts'
import { Copy } from './code.tsx'
import { Notice } from './notice.tsx'

/** A key's text, the only time it is shown. */
export const NewKey = ({ page, apiKey, inForce }: { page: PageInfo; apiKey: string; inForce: boolean }) => {
  const { newKey } = page.text
  return (
    <div class="space-y-3">
      <div class="flex items-center gap-2 rounded-md border-2 border-bar bg-sheet py-1.5 pr-2 pl-4">
        <code class="min-w-0 grow py-1.5 text-sm break-all" id="new-key" data-testid="api-key">
          {apiKey}
        </code>
        <Copy page={page} from="new-key" label={`${page.text.act.copy}: ${newKey.label}`} />
      </div>
      <p class="text-sm text-ink-2">{newKey.once}</p>
      {!inForce && <Notice tone="plain">{newKey.pending}</Notice>}
    </div>
  )
}
