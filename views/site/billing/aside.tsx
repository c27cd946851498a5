import { href, site } from '../../../src/app/routes.ts'
import type { Account } from '../../../src/domain/people/people.ts'
import type { Subscription } from '../../../src/domain/subscriptions/subscriptions.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Progress } from '../../ui/progress.tsx'

interface Props {
  page: PageInfo
  account: Account
  subscription: Subscription
}

const mayWrite = (page: PageInfo) => page.reader?.may('billing.write') === true

/** How far the account's own cap is, and at which amounts it is told. */
export const Spending = ({ page, account, subscription: { plan, month } }: Props) => {
  const text = page.text.billing.spending
  const { money } = formatOf(page.locale)
  const amount = (minor: number) => money(minor, month.currency)
  const { spendingCapMinor: cap, spendingAlerts: alerts } = account
  const spent = month.soFar.overageMinor
  const isStopped = plan.overage === null && month.overage.length === 0
  return (
    <section class="min-w-0" aria-labelledby="spending-title">
      <h2 id="spending-title">{text.title}</h2>
      {isStopped && <p class="mt-2 text-sm text-ink-2">{text.stops}</p>}
      {(cap !== null || !isStopped) && (
        <p class="mt-2 text-sm">{cap === null ? text.noCap(amount(spent)) : text.cap(amount(spent), amount(cap))}</p>
      )}
      {cap !== null && <Progress share={cap === 0 ? 1 : spent / cap} />}
      {cap !== null && spent >= cap && !isStopped && <p class="mt-2 text-sm text-bad">{text.reached}</p>}
      {(alerts.length > 0 || !isStopped) && (
        <p class="mt-2 text-sm text-ink-2">
          {alerts.length === 0 ? text.noAlerts : text.alerts(alerts.map(amount).join(', '))}
        </p>
      )}
      {mayWrite(page) && (
        <div class="mt-3">
          <LinkButton kind="plain" href={href(site.spending)}>
            {text.set}
          </LinkButton>
        </div>
      )}
    </section>
  )
}

/** Whom bills are addressed to. */
export const Details = ({ page, account: { billingDetails } }: Props) => {
  const text = page.text.billing.details
  return (
    <section class="min-w-0" aria-labelledby="details-title">
      <h2 class="mb-2" id="details-title">
        {text.title}
      </h2>
      {billingDetails === null ? (
        <p class="text-sm text-ink-2">{text.none}</p>
      ) : (
        <Facts
          facts={
            [
              [text.name, billingDetails.name],
              ...(billingDetails.address
                ? [
                    [text.address, <span class="whitespace-pre-line">{billingDetails.address}</span>] as [
                      string,
                      unknown,
                    ],
                  ]
                : []),
              ...(billingDetails.taxId ? [[text.taxId, billingDetails.taxId] as [string, unknown]] : []),
            ] as [string, string][]
          }
        />
      )}
      {mayWrite(page) && (
        <div class="mt-3">
          <LinkButton kind="plain" href={href(site.billingDetails)}>
            {billingDetails === null ? text.give : text.change}
          </LinkButton>
        </div>
      )}
    </section>
  )
}

/** The way to the bills. */
export const Bills = ({ page }: Props) => {
  const { bills, seeBills } = page.text.billing
  return (
    <section class="min-w-0" aria-labelledby="bills-title">
      <h2 id="bills-title">{bills.title}</h2>
      <p class="mt-2 text-sm text-ink-2">{bills.lead}</p>
      <div class="mt-3">
        <LinkButton kind="plain" href={href(site.bills)}>
          {seeBills}
        </LinkButton>
      </div>
    </section>
  )
}
