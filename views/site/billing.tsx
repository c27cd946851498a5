import { href, site } from '../../src/app/routes.ts'
import type { Account } from '../../src/domain/people/people.ts'
import type { Subscription } from '../../src/domain/subscriptions/subscriptions.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Bills, Details, Spending } from './billing/aside.tsx'
import { Figures } from './billing/figures.tsx'
import { MonthSoFar } from './billing/month.tsx'

interface Props {
  page: PageInfo
  account: Account
  subscription: Subscription
}

const InTheWay = ({ page, account, subscription }: Props) => {
  const text = page.text.billing
  const bills = (
    <a class="font-[550] text-accent underline" href={href(site.bills)}>
      {text.seeBills}
    </a>
  )
  return (
    <div class="mb-5 space-y-3 empty:hidden">
      {account.paymentRequiredAt !== null && (
        <Notice tone="bad">
          {text.paymentRequired} {bills}
        </Notice>
      )}
      {account.paymentRequiredAt === null && subscription.openBills > 0 && (
        <Notice tone="plain">
          {text.openBills(subscription.openBills)} {bills}
        </Notice>
      )}
      {!subscription.month.isExact && <Notice tone="plain">{text.notExact}</Notice>}
    </div>
  )
}

/** What comes after the plan of now: the end of a trial, a change that was agreed. */
const WhatComes = ({ page, subscription: { plan, trialEndsAt, next } }: Props) => {
  const text = page.text.billing
  const format = formatOf(page.locale, page.timeZone)
  const price = format.money(plan.priceMinor, plan.currency)
  return (
    <div class="mt-4 space-y-3 empty:hidden">
      {trialEndsAt !== null && (
        <p class="text-sm" data-testid="trial">
          {next ? text.trialThen(format.moment(trialEndsAt)) : text.trialUntil(format.moment(trialEndsAt), price)}
        </p>
      )}
      {next && (
        <Notice tone="plain">
          <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <span data-testid="next">{text.next(next.plan.name, format.moment(next.startsAt))}</span>
            {page.reader?.may('billing.write') && (
              <Form page={page} action={href(site.planUndoing)}>
                <Button kind="plain">{text.keep(plan.name)}</Button>
              </Form>
            )}
          </div>
        </Notice>
      )}
    </div>
  )
}

/** Newcomers' plan, by its key: what a cancellation leads to. */
const FREE = 'free'

const Acts = ({ page, subscription: { plan, next } }: Props) => {
  const text = page.text.billing
  if (!page.reader?.may('billing.write')) return <p class="mt-4 text-sm text-ink-3">{text.readOnly}</p>
  return (
    <div class="mt-4 flex flex-wrap items-center gap-x-5 gap-y-2">
      <LinkButton href={href(site.planChoice)}>{text.change}</LinkButton>
      {plan.priceMinor > 0 && next?.plan.priceMinor !== 0 && (
        <LinkButton kind="quiet" href={href(site.planChange, { id: FREE })}>
          {text.cancel}
        </LinkButton>
      )}
    </div>
  )
}

/** An account's plan and its money: now, so far this month, and what may come. */
export const BillingPage = (props: Props) => {
  const { page, subscription } = props
  return (
    <MemberPage page={page} title={page.text.billing.title} place="billing">
      <h1 class="mb-4">{page.text.billing.title}</h1>
      <InTheWay {...props} />
      <Figures page={page} subscription={subscription} />
      <WhatComes {...props} />
      <Acts {...props} />
      <div class="mt-9 grid grid-cols-1 gap-x-12 gap-y-9 xl:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <MonthSoFar page={page} month={subscription.month} />
        <div class="min-w-0 space-y-9">
          <Spending {...props} />
          <Bills {...props} />
          <Details {...props} />
        </div>
      </div>
    </MemberPage>
  )
}
