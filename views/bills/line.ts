import { href, site } from '../../src/app/routes.ts'
import type { LineKind } from '../../src/domain/billing/bill.ts'
import type { NamedLine } from '../../src/domain/billing/bills.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { monthName } from './names.ts'

/** What a line is, in words. */
export interface LineWords {
  name: string
  /** From when to when. */
  span: string
  quantity: string
  unitPrice: string
}

const MINUTE = 60_000

/** From the first to the last day of a span, to the minute where it does not begin or end with a day. All of it is in UTC. */
function spanOf(page: PageInfo, { startsAt, endsAt }: NamedLine): string {
  const format = formatOf(page.locale)
  const isDay = (at: number) => at % 86_400_000 === 0
  if (isDay(startsAt) && isDay(endsAt)) return `${format.date(startsAt)} – ${format.date(endsAt - 1)}`
  // What ends within a minute is shown with its second.
  const clock = (at: number) => (at % MINUTE === 0 ? format.hour(at) : format.time(at))
  return `${format.date(startsAt)}, ${clock(startsAt)} – ${format.date(endsAt)}, ${clock(endsAt)}`
}

/** A line of a bill of this currency in the reader's language. */
export function wordsOf(page: PageInfo, line: NamedLine, currency: string): LineWords {
  const text = page.text.bills
  const format = formatOf(page.locale)
  const money = (minor: number) => format.money(minor, currency)
  const plan = line.planName ?? text.noPlan
  const { detail, quantity, kind } = line
  const number = format.number(quantity)
  if ('tier' in detail) {
    const { from, to, price_minor: price, per } = detail.tier
    const span = text.tier(format.number(from + 1), to === null ? null : format.number(to))
    return {
      name: `${plan}, ${span}`,
      span: spanOf(page, line),
      quantity: text.credits(number, quantity),
      unitPrice: text.forCredits(money(price), format.number(per), per),
    }
  }
  if ('priceMinor' in detail) {
    const isWhole = kind === 'base'
    return {
      name: isWhole ? text.base(plan) : text.proration(plan),
      span: spanOf(page, line),
      quantity: isWhole ? text.oneMonth : text.seconds(number, format.number(detail.monthSeconds)),
      unitPrice: text.aMonth(money(detail.priceMinor)),
    }
  }
  if ('requestIds' in detail) {
    const name = text.givenBack(monthName(page, detail.ofPeriod), detail.requestIds.length)
    return { name, span: '', quantity: text.credits(number, quantity), unitPrice: '' }
  }
  const name = 'reason' in detail ? text.favour(detail.reason) : text.rounding
  return { name, span: '', quantity: '', unitPrice: '' }
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10)

/** Where the usage behind a line is, as the account's people see it; null of what no usage is behind. */
export function usageBehind({ startsAt, endsAt, detail }: NamedLine): string | null {
  const usage = (from: number, end: number) =>
    `${href(site.usage)}?${new URLSearchParams({ from: day(from), to: day(end - 1) })}`
  if ('requestIds' in detail) {
    const [id] = detail.requestIds
    if (id !== undefined && detail.requestIds.length === 1) return href(site.call, { request_id: id })
    const start = Date.parse(`${detail.ofPeriod}-01`)
    const date = new Date(start)
    return usage(start, Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1))
  }
  return 'tier' in detail || 'priceMinor' in detail ? usage(startsAt, endsAt) : null
}

/** The parts of a bill, in their order. */
export const GROUPS: readonly (readonly ['plan' | 'overage' | 'credit' | 'rounding', readonly LineKind[]])[] = [
  ['plan', ['base', 'proration']],
  ['overage', ['overage']],
  ['credit', ['credit']],
  ['rounding', ['rounding']],
]
