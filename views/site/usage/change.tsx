import type { Change } from '../../../src/domain/usage/sums.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'

interface Props {
  page: PageInfo
  change: Change
  /** What it was before, as it is written. */
  was?: string
  /** Whether more of it is bad. */
  isBad?: boolean
}

/** How much a number changed since the period before, and what it was then. */
export const Changed = ({ page, change, was, isBad }: Props) => {
  const { usage } = page.text
  if (change === null) {
    return (
      <span class="text-ink-3">
        <span aria-hidden="true">{usage.noChange}</span>
        <span class="sr-only">{usage.noChangeLabel}</span>
      </span>
    )
  }
  if (change === 'new') return <span class={`whitespace-nowrap ${isBad ? 'text-bad' : ''}`}>{usage.isNew}</span>
  return (
    <>
      <span class={`whitespace-nowrap ${isBad && change >= 0.005 ? 'text-bad' : ''}`}>
        {formatOf(page.locale).change(change)}
      </span>
      {was !== undefined && <span class="whitespace-nowrap text-ink-3"> {usage.was(was)}</span>}
    </>
  )
}
