import { consolePages, href } from '../../src/app/routes.ts'
import type { PlanRow } from '../../src/domain/plans/plans.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { PlanTable } from './plans/table.tsx'

/** What is sold and what was, with who has it. */
export const PlansPage = ({ page, plans }: { page: PageInfo; plans: PlanRow[] }) => {
  const text = page.text.plans.console
  return (
    <ConsolePage page={page} title={page.text.plans.title} place="plans">
      <div class="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-3">
        <h1>{page.text.plans.title}</h1>
        <LinkButton href={href(consolePages.planNew)}>{text.add}</LinkButton>
      </div>
      <p class="mt-1 mb-5 max-w-text text-ink-2">{text.lead}</p>
      {plans.length === 0 ? (
        <Empty title={text.noPlans}>{text.noPlansNote}</Empty>
      ) : (
        <PlanTable page={page} plans={plans} />
      )}
    </ConsolePage>
  )
}
