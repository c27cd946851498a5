import type { BillingDetails } from '../../domain/billing/bill.ts'
import type { Account } from '../../domain/people/people.ts'
import type { Cost, MonthBill } from '../../domain/subscriptions/month.ts'
import type { Part, Phase } from '../../domain/subscriptions/phases.ts'
import type { Quote } from '../../domain/subscriptions/quote.ts'
import type { Agreed, Subscription } from '../../domain/subscriptions/subscriptions.ts'
import { planBody } from './bodies.ts'

const phaseBody = ({ plan, startsAt }: Phase) => ({ plan: planBody(plan), starts_at: startsAt })

const partBody = ({ plan, trial, startsAt, endsAt, amountMinor }: Part) => ({
  plan: plan.key,
  trial,
  starts_at: startsAt,
  ends_at: endsAt,
  amount_minor: amountMinor,
})

const costBody = ({ baseMinor, overageMinor, sumMinor }: Cost) => ({
  base_minor: baseMinor,
  overage_minor: overageMinor,
  sum_minor: sumMinor,
})

const monthBody = (month: MonthBill) => ({
  period: month.name,
  start: month.start,
  end: month.end,
  currency: month.currency,
  exact: month.isExact,
  credits: month.used,
  included_credits: month.included,
  base: month.parts.map(partBody),
  overage: month.overage.map(({ plan, credits, tiers, amountMinor }) => ({
    plan: plan.key,
    credits,
    tiers: tiers.map((use) => ({ ...use.tier, credits: use.credits, amount_minor: use.amountMinor })),
    amount_minor: amountMinor,
  })),
  ...costBody(month.soFar),
  forecast: { credits: month.forecast.credits, ...costBody(month.forecast) },
})

export const detailsBody = (details: BillingDetails | null) =>
  details && { name: details.name, address: details.address, tax_id: details.taxId }

export const agreedBody = ({ plan, trialEndsAt, next }: Agreed) => ({
  plan: planBody(plan),
  trial_ends_at: trialEndsAt,
  next: next && phaseBody(next),
})

/** What an account set about its bills, and whether one keeps its calls out. */
export const spendingBody = (account: Account) => ({
  cap_minor: account.spendingCapMinor,
  alerts_minor: account.spendingAlerts,
  details: detailsBody(account.billingDetails),
  payment_required_at: account.paymentRequiredAt,
})

export const billingBody = (account: Account, { month, openBills, ...agreed }: Subscription) => ({
  ...agreedBody(agreed),
  month: monthBody(month),
  ...spendingBody(account),
  open_bills: openBills,
})

export const quoteBody = (quote: Quote) => ({
  kind: quote.kind,
  from: planBody(quote.from),
  plan: planBody(quote.plan),
  starts_at: quote.startsAt,
  immediate: quote.isImmediate,
  trial_ends_at: quote.trialEndsAt,
  dropped: quote.dropped && phaseBody(quote.dropped),
  month: {
    start: quote.month.start,
    end: quote.month.end,
    base_before_minor: quote.month.beforeMinor,
    base_after_minor: quote.month.afterMinor,
    base: quote.month.parts.map(partBody),
  },
  expected: quote.expected,
})
