import type { BillRow, WholeBill } from '../domain/billing/bills.ts'
import { line } from '../domain/usage/csv.ts'

/** Bills as CSV (RFC 4180), by the JSON API's names. Amounts are minor units, times ISO 8601. */

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const LINE_COLUMNS = [
  ...['bill', 'month', 'currency', 'kind', 'plan', 'starts_at', 'ends_at', 'quantity'],
  ...['price_minor', 'per', 'tier_from', 'tier_to', 'detail', 'amount_minor'],
]

/** One bill: a row a line, then its tax, its credit notes and its payments. Together they are what is outstanding while it is open. */
export function billCsv({ bill, lines, creditNotes, payments }: WholeBill): string {
  const head = [bill.numberText, bill.period, bill.currency]
  const row = (kind: string, amount: number, at: number | null, detail = '') =>
    line([...head, kind, null, iso(at), null, null, null, null, null, null, detail, amount])
  return [
    line(LINE_COLUMNS),
    ...lines.map(({ kind, planName, startsAt, endsAt, quantity, detail, amountMinor }) => {
      const tier = 'tier' in detail ? detail.tier : null
      const price = 'priceMinor' in detail ? detail.priceMinor : (tier?.price_minor ?? null)
      const words = 'reason' in detail ? detail.reason : 'requestIds' in detail ? detail.requestIds.join(' ') : ''
      return line([
        ...[...head, kind, planName, iso(startsAt), iso(endsAt), quantity],
        ...[price, tier?.per ?? null, tier?.from ?? null, tier?.to ?? null, words, amountMinor],
      ])
    }),
    row('tax', bill.taxMinor, bill.issuedAt, `${bill.taxName} ${bill.taxPpm / 10_000} %`),
    ...creditNotes.map(({ number, reason, issuedAt, amountMinor }) =>
      row('credit_note', -amountMinor, issuedAt, `${number} ${reason}`),
    ),
    ...payments.map(({ method, paidAt, amountMinor, refundedMinor }) =>
      row('payment', refundedMinor - amountMinor, paidAt, method),
    ),
  ].join('')
}

const bodyOf = (bill: BillRow) => ({
  number: bill.numberText,
  account_id: bill.accountId,
  account_name: bill.accountName,
  month: bill.period,
  status: bill.status,
  currency: bill.currency,
  subtotal_minor: bill.subtotalMinor,
  tax_minor: bill.taxMinor,
  total_minor: bill.totalMinor,
  credited_minor: bill.creditedMinor,
  paid_minor: bill.paidMinor,
  outstanding_minor: bill.outstandingMinor,
  issued_at: iso(bill.issuedAt),
  due_at: iso(bill.dueAt),
  paid_at: iso(bill.paidAt),
})

const COLUMNS = [
  ...['number', 'account_id', 'account_name', 'month', 'status', 'currency', 'subtotal_minor', 'tax_minor'],
  ...['total_minor', 'credited_minor', 'paid_minor', 'outstanding_minor', 'issued_at', 'due_at', 'paid_at'],
]

/** Many bills, a row each. */
export async function* billsCsv(pages: AsyncIterable<BillRow[]>): AsyncIterable<string> {
  yield line(COLUMNS)
  for await (const rows of pages)
    if (rows.length > 0) yield rows.map((row) => line(Object.values(bodyOf(row)))).join('')
}
