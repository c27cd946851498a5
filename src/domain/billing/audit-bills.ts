import type { Difference } from '../metering/reconcile.ts'
import type { Bill, BillLine } from './bill.ts'
import { leftIdOf, monthOf } from './close.ts'
import { digestOf } from './digest.ts'
import { type BilledPlan, type BillInput, billOf, type CallRefund, type ComputedBill } from './lines.ts'
import type { ClosedPhase } from './phases.ts'

/** A bill as it is kept. */
export interface KeptBill
  extends Pick<Bill, 'id' | 'period' | 'currency' | 'subtotalMinor' | 'taxPpm' | 'taxMinor' | 'totalMinor' | 'digest'> {
  number: number
  /** UTC ms; the second of a void one alone. */
  issuedAt: number
  voidedAt: number | null
  /** The greatest number of all accounts' bills below its own; 0 without any. */
  before: number
  lines: BillLine[]
}

/** What D1 holds of an account's bills at one instant. */
export interface BillBooks {
  accountId: string
  /** The first month that is compared. */
  since: string
  closings: { period: string; phases: ClosedPhase[]; digest: string }[]
  /** Those that were issued; lines of compared months alone. */
  bills: KeptBill[]
  plans: Record<string, BilledPlan>
  /** Calls that a bill took into account, in the order of their ids. */
  refunds: (CallRefund & { period: string; billId: string })[]
  /** Credits of each month by its daily sums. */
  usage: Record<string, number>
  /** What each credit says that was used of it, and what bills took off that are not void: all of what a void one left. */
  credits: { id: string; amountMinor: number; usedMinor: number; takenMinor: number }[]
}

/** Every bill computed anew from what it was computed from, and where that is not what is kept. */
export function auditBills(books: BillBooks): Difference[] {
  return [...bills(books), ...closings(books), ...credits(books)]
}

const nobodys = { keyId: null }

function* bills(books: BillBooks): Iterable<Difference> {
  for (const bill of books.bills) {
    if (bill.period < books.since) continue
    const { id, period, number, before } = bill
    const of = { ...nobodys, subject: id, period }
    if (before !== number - 1) yield { code: 'bill.number', ...of, expected: number - 1, found: before }
    const closing = books.closings.find((it) => it.period === period)
    if (!closing) {
      yield { code: 'bill.usage', ...of, expected: 0, found: bill.subtotalMinor }
      continue
    }
    const input = inputOf(books, bill, closing.phases)
    const computed = billOf(input)
    yield* lines(bill, computed)
    for (const what of ['subtotalMinor', 'taxMinor', 'totalMinor'] as const) {
      const expected = computed?.[what] ?? 0
      if (bill[what] !== expected)
        yield { code: 'bill.total', ...of, subject: `${id}/${what.replace('Minor', '')}`, expected, found: bill[what] }
    }
    const digest = digestOf(books.accountId, input, computed)
    if (bill.digest !== digest || closing.digest !== digest) yield { code: 'bill.digest', ...of, expected: 1, found: 0 }
  }
}

/** What a bill was computed from. Of money in the account's favour what it took off stands for what there was. */
function inputOf(books: BillBooks, bill: KeptBill, phases: ClosedPhase[]): BillInput {
  const month = read(bill.period)
  const numbers = new Map(books.bills.map(({ id, number }) => [id, number]))
  const own = books.refunds.filter(({ billId }) => billId === bill.id)
  const refunded = [...new Set(own.map(({ period }) => period))].sort().map((period) => {
    const { start, end } = read(period)
    const voidedAt = books.bills.find((it) => it.period === period)?.voidedAt ?? null
    const earlier = books.refunds.filter((it) => it.period === period && (numbers.get(it.billId) ?? 0) < bill.number)
    return {
      ...{ period, start, end },
      phases: books.closings.find((it) => it.period === period)?.phases ?? [],
      isVoid: voidedAt !== null && voidedAt <= bill.issuedAt,
      before: earlier,
      refunds: own.filter((it) => it.period === period),
    }
  })
  const credits = bill.lines.flatMap(({ detail, amountMinor }) =>
    'creditId' in detail
      ? [{ id: detail.creditId, reason: detail.reason, leftMinor: -amountMinor, currency: bill.currency }]
      : [],
  )
  return { month, phases, plans: books.plans, refunded, credits, taxPpm: bill.taxPpm }
}

function* lines({ id, period, lines: kept }: KeptBill, computed: ComputedBill | null): Iterable<Difference> {
  const expected = computed?.lines ?? []
  for (let i = 0; i < Math.max(expected.length, kept.length); i++) {
    const [right, found] = [expected[i], kept[i]]
    if (right && found && textOf(right) === textOf(found)) continue
    const of = { code: 'bill.lines' as const, ...nobodys, period }
    const position = `${id}/${i + 1}`
    const [amount, isAmount] = [right?.amountMinor ?? 0, right?.amountMinor !== found?.amountMinor]
    if (isAmount) yield { ...of, subject: position, expected: amount, found: found?.amountMinor ?? 0 }
    else yield { ...of, subject: `${position}/quantity`, expected: right?.quantity ?? 0, found: found?.quantity ?? 0 }
  }
}

const textOf = ({ kind, planId, startsAt, endsAt, quantity, detail, amountMinor }: BillLine): string =>
  JSON.stringify([kind, planId, startsAt, endsAt, quantity, detail, amountMinor])

function* closings({ closings, bills, plans, usage, since }: BillBooks): Iterable<Difference> {
  for (const { period, phases } of closings) {
    if (period < since) continue
    const of = { ...nobodys, subject: period, period }
    const found = phases.reduce((sum, { credits }) => sum + credits, 0)
    const expected = usage[period] ?? 0
    if (found !== expected) yield { code: 'bill.usage', ...of, expected, found }
    if (bills.some((bill) => bill.period === period)) continue
    const bill = billOf({ month: read(period), phases, plans, refunded: [], credits: [], taxPpm: 0 })
    if (bill) yield { code: 'bill.missing', ...of, expected: bill.subtotalMinor, found: 0 }
  }
}

function* credits({ accountId, bills, credits }: BillBooks): Iterable<Difference> {
  const voided = bills.filter(({ voidedAt }) => voidedAt !== null)
  const usedUp = new Set(voided.map(({ period }) => leftIdOf(accountId, read(period))))
  for (const { id, amountMinor, usedMinor: found, takenMinor } of credits) {
    const expected = usedUp.has(id) ? amountMinor : takenMinor
    if (found !== expected) yield { code: 'credit.used', ...nobodys, subject: id, period: null, expected, found }
  }
}

function read(period: string) {
  const month = monthOf(period)
  if (!month) throw new Error(`${period} is no month`)
  return month
}
