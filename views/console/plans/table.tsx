import { consolePages, href } from '../../../src/app/routes.ts'
import type { PlanRow } from '../../../src/domain/plans/plans.ts'
import type { PageInfo } from '../../page.ts'
import { overageLines } from '../../plans/terms.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { PlanStatus } from './status.tsx'

/** Versions of plans, each plan's newest first. */
export const PlanTable = ({ page, plans }: { page: PageInfo; plans: PlanRow[] }) => {
  const text = page.text.plans.console
  const format = formatOf(page.locale, page.timeZone)
  const newestOf = (key: string) => plans.find((plan) => plan.key === key)
  return (
    <Table
      cards
      caption={text.table}
      columns={[
        { name: text.plan },
        { name: text.price, number: true },
        { name: text.included, number: true },
        { name: text.beyond },
        { name: text.accounts, number: true },
        { name: text.status },
        { name: text.since },
      ]}
    >
      {plans.map((plan) => {
        const newest = newestOf(plan.key) ?? plan
        const isOpen = newest.id === plan.id && plan.endedAt === null
        const [first] = overageLines(page, plan)
        return (
          <tr id={plan.id} class={isOpen ? undefined : 'text-ink-3'}>
            <RowHead class="[overflow-wrap:anywhere]">
              <a class="text-accent hover:underline" href={href(consolePages.plan, { id: plan.id })}>
                {text.version(plan.name, plan.version)}
              </a>
              <span class="ml-2 font-mono text-xs font-normal text-ink-3">{plan.key}</span>
            </RowHead>
            <Cell label={text.price} number class="whitespace-nowrap">
              {format.money(plan.priceMinor, plan.currency)}
            </Cell>
            <Cell label={text.included} number>
              {plan.includedCredits === null ? page.text.plans.terms.noEnd : format.number(plan.includedCredits)}
            </Cell>
            <Cell label={text.beyond}>{first ?? ''}</Cell>
            <Cell label={text.accounts} number>
              {format.number(plan.accounts)}
            </Cell>
            <Cell label={text.status}>
              <PlanStatus page={page} plan={plan} newest={newest} />
            </Cell>
            <Cell label={text.since} class="whitespace-nowrap">
              <Time page={page} at={plan.createdAt}>
                {format.date(plan.createdAt)}
              </Time>
            </Cell>
          </tr>
        )
      })}
    </Table>
  )
}
