import { href, site } from '../../../src/app/routes.ts'
import { MemberPage } from '../../layout/member.tsx'
import type { PageInfo } from '../../page.ts'
import { Area } from '../../ui/area.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

interface Props {
  page: PageInfo
  currency: string
  /** As they are typed. */
  cap: string
  alerts: string[]
  filled: Filled
}

/** An account's own cap on a month's overage, and the amounts of which it wants to be told. */
export const SpendingPage = ({ page, currency, cap, alerts, filled }: Props) => {
  const text = page.text.billing.spending
  return (
    <MemberPage page={page} title={text.title} place="billing">
      <div class="max-w-text">
        <h1>{text.title}</h1>
        <p class="mt-2 text-ink-2">{text.lead}</p>
        <section class="mt-7" aria-labelledby="cap-title">
          <h2 id="cap-title">{text.capTitle}</h2>
          <p class="mt-1 text-sm text-ink-2">{text.capLead}</p>
          <Form page={page} action={href(site.spendingCap)} class="mt-4 max-w-form space-y-4">
            <Field
              page={page}
              filled={filled}
              name="amount"
              label={text.amount(currency)}
              hint={text.amountHint}
              value={cap}
              maxlength={20}
              autocomplete="off"
            />
            <Button kind="plain">{text.saveCap}</Button>
          </Form>
        </section>
        <section class="mt-9" aria-labelledby="alerts-title">
          <h2 id="alerts-title">{text.alertsTitle}</h2>
          <p class="mt-1 text-sm text-ink-2">{text.alertsLead}</p>
          <Form page={page} action={href(site.spendingAlerts)} class="mt-4 max-w-form space-y-4">
            <Area
              page={page}
              filled={filled}
              name="amounts"
              label={text.amounts(currency)}
              hint={text.amountsHint}
              value={alerts.join('\n')}
              maxlength={300}
            />
            <Button kind="plain">{text.saveAlerts}</Button>
          </Form>
        </section>
        <p class="mt-9 text-sm">
          <a class="text-accent hover:underline" href={href(site.billing)}>
            {text.back}
          </a>
        </p>
      </div>
    </MemberPage>
  )
}
