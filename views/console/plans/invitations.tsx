import { consolePages, href } from '../../../src/app/routes.ts'
import type { Plan } from '../../../src/domain/plans/plan.ts'
import type { PlanInvitation } from '../../../src/domain/plans/plans.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

interface Props {
  page: PageInfo
  plan: Plan
  invitations: PlanInvitation[]
  filled: Filled
}

const List = ({ page, plan, invitations }: Omit<Props, 'filled'>) => {
  const text = page.text.plans.console.invitations
  const format = formatOf(page.locale, page.timeZone)
  return (
    <Table
      cards
      caption={text.title}
      columns={[{ name: text.account }, { name: text.by }, { name: text.at }, { name: text.act, hidden: true }]}
    >
      {invitations.map(({ account, invitedBy, createdAt }) => (
        <tr>
          <RowHead class="[overflow-wrap:anywhere]">
            {account.name}
            <span class="ml-2 font-mono text-xs font-normal text-ink-3">{account.id}</span>
          </RowHead>
          <Cell label={text.by}>{invitedBy}</Cell>
          <Cell label={text.at} class="whitespace-nowrap">
            <Time page={page} at={createdAt}>
              {format.date(createdAt)}
            </Time>
          </Cell>
          <Cell class="text-right max-sm:!justify-end">
            <Form
              page={page}
              action={href(consolePages.planInvitationWithdrawal, { id: plan.id, account_id: account.id })}
            >
              <Button kind="quiet" label={text.withdrawNamed(account.name)}>
                {text.withdraw}
              </Button>
            </Form>
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

/** Who may choose a plan that is for the invited alone. */
export const PlanInvitations = ({ page, plan, invitations, filled }: Props) => {
  const text = page.text.plans.console.invitations
  return (
    <section class="mt-9" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{text.title}</h2>
      <p class="mt-1 mb-3 max-w-text text-sm text-ink-2">{text.lead}</p>
      {invitations.length === 0 ? (
        <Empty title={text.none}>{text.noneNote}</Empty>
      ) : (
        <List page={page} plan={plan} invitations={invitations} />
      )}
      {plan.endedAt === null && (
        <Form
          page={page}
          action={href(consolePages.planInviting, { id: plan.id })}
          label={text.title}
          class="mt-5 max-w-text"
        >
          <Field
            page={page}
            filled={filled}
            name="account"
            label={text.account}
            hint={text.accountHint}
            maxlength={120}
            autocomplete="off"
            required
          />
          <div class="mt-4">
            <Button kind="plain">{text.submit}</Button>
          </div>
        </Form>
      )}
    </section>
  )
}
