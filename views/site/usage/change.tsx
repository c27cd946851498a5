import type { Change } from '../../../src/domain/usage/sums.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'

/** From where on more of what is bad is marked. */
const MUCH = 0.1
/** From where on it is said how many times as much it is. */
const MANY = 10

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
  const format = formatOf(page.locale)
  return (
    <>
      <span class={`whitespace-nowrap ${isBad && change >= MUCH ? 'text-bad' : ''}`}>
        {change < MANY - 1 ? format.change(change) : `×${format.number(Math.round(change + 1))}`}
      </span>
      {was !== undefined && <span class="whitespace-nowrap text-ink-3"> {usage.was(was)}</span>}
    </>
  )
}
