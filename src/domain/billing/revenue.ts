import type { Clock } from '../clock.ts'
import { periodAt } from '../periods.ts'

/** How long ago what is owed was due. */
export const AGES = ['not_due', 'days_1_30', 'days_31_60', 'days_61_90', 'days_over_90'] as const
export type Age = (typeof AGES)[number]

/** A plan that accounts have now, or that was billed in the window; one row a version. */
export interface PlanRevenue {
  planId: string
  key: string
  version: number
  name: string
  priceMinor: number
  currency: string
  /** Accounts that pay for it, and those that try it for nothing. */
  accounts: number
  trials: number
  /** By lines of bills: base, proration and overage before credits and taxes. */
  billedMinor: number
}

/** Bills of one month of UTC, by the day they were issued, and payments by the day they came. */
export interface MonthRevenue {
  /** `2026-11`. */
  period: string
  /** Void bills are none. */
  bills: number
  /** Taxes included, credit notes taken off. */
  billedMinor: number
  /** Refunds taken off. */
  paidMinor: number
}

export interface Owed {
  age: Age
  bills: number
  owedMinor: number
}

export interface TopAccount {
  accountId: string
  name: string
  bills: number
  billedMinor: number
}

/** What one currency comes to. Currencies are never added. */
export interface CurrencyRevenue {
  currency: string
  /** What accounts pay a month for the plans they have now, minor units; trials are not in it. */
  recurringMinor: number
  accounts: number
  trials: number
  plans: PlanRevenue[]
  /** The oldest first; each month of the window is there. */
  months: MonthRevenue[]
  billedMinor: number
  paidMinor: number
  owedMinor: number
  /** One for each age, in their order. */
  ageing: Owed[]
  /** The ten that were billed most in the window. */
  top: TopAccount[]
}

export interface RevenueReport {
  /** UTC ms. */
  at: number
  /** Calendar months of UTC, half-open; the running one is the last. */
  from: number
  until: number
  /** That which most accounts pay in first. */
  currencies: CurrencyRevenue[]
}

type Of<T> = T & { currency: string }

/** D1's sums over all accounts, as they are at one instant. */
export interface RevenueSums {
  plans: PlanRevenue[]
  billed: Of<{ period: string; bills: number; billedMinor: number }>[]
  paid: Of<{ period: string; paidMinor: number }>[]
  owed: Of<Owed>[]
  /** The first of each currency. */
  top: Of<TopAccount>[]
}

interface RevenuePorts {
  /** What was billed and paid from `from` on; what stands at `now` (UTC ms). */
  sums: (window: { from: number; now: number; top: number }) => Promise<RevenueSums>
  clock: Clock
}

/** What the service earns, over so many months of UTC with the running one as the last. */
export type Revenue = (months: number) => Promise<RevenueReport>

const TOP = 10

export function makeRevenue({ sums, clock }: RevenuePorts): Revenue {
  return async (count) => {
    const now = clock()
    const periods = monthsBack(now, count)
    const from = periods[0]?.start ?? now
    const found = await sums({ from, now, top: TOP })
    // A plan that costs nothing makes no currency: where nothing else is, there is nothing to show.
    const priced = found.plans.filter(({ priceMinor }) => priceMinor > 0)
    const named = [...priced, ...found.billed, ...found.paid, ...found.owed].map(({ currency }) => currency)
    const names = periods.map(({ name }) => name)
    return {
      at: now,
      from,
      until: periods.at(-1)?.end ?? now,
      currencies: [...new Set(named)]
        .map((currency) => ofCurrency(currency, found, names))
        .sort((a, b) => b.accounts - a.accounts || a.currency.localeCompare(b.currency)),
    }
  }
}

/** The months up to the one that holds an instant, the oldest first. */
function monthsBack(now: number, count: number) {
  const date = new Date(now)
  return Array.from({ length: count }, (_, i) =>
    periodAt('month', Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (count - 1 - i), 1)),
  )
}

const sumOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0)

function ofCurrency(currency: string, sums: RevenueSums, names: string[]): CurrencyRevenue {
  const within = <T extends { currency: string }>(items: readonly T[]): T[] =>
    items.filter((item) => item.currency === currency)
  const plans = within(sums.plans)
  const [billed, paid, owed] = [within(sums.billed), within(sums.paid), within(sums.owed)]
  const months = names.map((period): MonthRevenue => {
    const { bills = 0, billedMinor = 0 } = billed.find((one) => one.period === period) ?? {}
    return { period, bills, billedMinor, paidMinor: paid.find((one) => one.period === period)?.paidMinor ?? 0 }
  })
  const ageing = AGES.map((age): Owed => {
    const { bills = 0, owedMinor = 0 } = owed.find((one) => one.age === age) ?? {}
    return { age, bills, owedMinor }
  })
  return {
    currency,
    recurringMinor: sumOf(plans, ({ priceMinor, accounts }) => priceMinor * accounts),
    accounts: sumOf(plans, ({ accounts, priceMinor }) => (priceMinor > 0 ? accounts : 0)),
    trials: sumOf(plans, ({ trials }) => trials),
    plans,
    months,
    billedMinor: sumOf(months, ({ billedMinor }) => billedMinor),
    paidMinor: sumOf(months, ({ paidMinor }) => paidMinor),
    owedMinor: sumOf(ageing, ({ owedMinor }) => owedMinor),
    ageing,
    top: within(sums.top).map(({ currency: _, ...account }) => account),
  }
}
