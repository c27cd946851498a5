import type { PageInfo } from '../page.ts'
import { State } from '../ui/state.tsx'

/** Active or suspended, and why. */
export const Standing = ({
  page,
  status,
  reason,
}: {
  page: PageInfo
  status: 'active' | 'suspended'
  reason: string | null
}) => (
  <div>
    <State tone={status === 'active' ? 'good' : 'bad'}>{page.text.console.statuses[status]}</State>
    {reason && <p class="mt-0.5 max-w-64 text-ink-3 sm:min-w-40 [overflow-wrap:anywhere]">{reason}</p>}
  </div>
)
