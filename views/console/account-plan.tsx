import { consolePages, href } from '../../src/app/routes.ts'
import type { Plan } from '../../src/domain/plans/plan.ts'
import type { Agreed } from '../../src/domain/subscriptions/subscriptions.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { planWords } from '../site/billing/words.ts'
import { formatOf } from '../text/format.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { EMPTY } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Select } from '../ui/select.tsx'

interface Props {
  page: PageInfo
  account: { id: string; name: string }
  agreed: Agreed
  plans: Plan[]
}

/** Which plan an account has, and a form to give it another. */
export const AccountPlanPage = ({ page, account, agreed, plans }: Props) => {
  const text = page.text.billing.console
  const { price } = planWords(page)
  const named = (plan: Plan) =>
    text.version(plan.name, plan.version, price(plan)) + (plan.endedAt === null ? '' : ` · ${text.ended}`)
  const { plan: own, next } = agreed
  const title = text.title(account.name || account.id)
  return (
    <ConsolePage page={page} title={title} place="accounts">
      <div class="max-w-text">
        <h1 class="mb-5 [overflow-wrap:anywhere]">{title}</h1>
        <Facts
          wide
          facts={
            [
              [text.now, named(own)],
              ...(next
                ? [[text.next, `${named(next.plan)}, ${formatOf(page.locale, page.timeZone).moment(next.startsAt)}`]]
                : []),
            ] as [string, string][]
          }
        />
        <Form page={page} action={href(consolePages.accountPlanSetting, { id: account.id })} class="mt-6 space-y-4">
          <Select class="max-w-form" page={page} filled={EMPTY} name="plan" label={text.plan}>
            {plans
              .filter(({ id }) => id !== own.id)
              .map((plan) => (
                <option value={plan.id}>{named(plan)}</option>
              ))}
          </Select>
          <Select class="max-w-form" page={page} filled={EMPTY} name="when" label={text.when} hint={text.note}>
            {(['now', 'period_end'] as const).map((when) => (
              <option value={when}>{text.whens[when]}</option>
            ))}
          </Select>
          <div class="flex flex-wrap gap-3 pt-1">
            <Button>{text.submit}</Button>
            <LinkButton kind="plain" href={href(consolePages.accounts)}>
              {text.cancel}
            </LinkButton>
          </div>
        </Form>
      </div>
    </ConsolePage>
  )
}
