import { consolePages, href } from '../../../src/app/routes.ts'
import type { PlanRow } from '../../../src/domain/plans/plans.ts'
import { ConsolePage } from '../../layout/console.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Confirm } from '../../ui/confirm.tsx'

/** Asks before a plan ends, and says how many go on with it. */
export const EndingPage = ({ page, plan, versions }: { page: PageInfo; plan: PlanRow; versions: PlanRow[] }) => {
  const text = page.text.plans.console.ending
  const accounts = versions.reduce((sum, version) => sum + version.accounts, 0)
  return (
    <ConsolePage page={page} title={text.title(plan.name)} place="plans">
      <Confirm
        page={page}
        title={text.title(plan.name)}
        detail={text.detail(formatOf(page.locale).number(accounts), accounts)}
        action={href(consolePages.planEnding, { id: plan.id })}
        submit={text.submit(plan.name)}
        cancel={{ name: text.cancel, href: href(consolePages.plan, { id: plan.id }) }}
      />
    </ConsolePage>
  )
}
