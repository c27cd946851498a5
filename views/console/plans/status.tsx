import type { Plan } from '../../../src/domain/plans/plan.ts'
import type { PageInfo } from '../../page.ts'
import { State } from '../../ui/state.tsx'

interface Props {
  page: PageInfo
  plan: Plan
  /** Of the same plan. */
  newest: Plan
}

/** Whether a version can be chosen, and by whom; or why not. */
export const PlanStatus = ({ page, plan, newest }: Props) => {
  const text = page.text.plans.console.statuses
  if (newest.endedAt !== null) return <State tone="off">{text.ended}</State>
  if (plan.id !== newest.id) return <State tone="off">{text.replaced}</State>
  return <State tone="good">{plan.byInvitation ? text.byInvitation : text.onSale}</State>
}
