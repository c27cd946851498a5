import type { Bill } from '../../src/domain/billing/bill.ts'
import type { PageInfo } from '../page.ts'
import { State } from '../ui/state.tsx'

const TONES = { draft: 'off', open: 'off', paid: 'good', void: 'off', uncollectible: 'bad' } as const

/** How a bill stands; an open one past its day is overdue. */
export const BillState = ({ page, bill }: { page: PageInfo; bill: Bill }) => {
  const text = page.text.bills
  const { status, dueAt } = bill
  if (status === 'open' && dueAt !== null && dueAt < page.now) return <State tone="bad">{text.overdue}</State>
  return <State tone={TONES[status]}>{text.statuses[status]}</State>
}
