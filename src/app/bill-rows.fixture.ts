import type { BillLine, BillStatus } from '../domain/billing/bill.ts'
import { taxOn } from '../domain/billing/money.ts'
import { periodAt } from '../domain/periods.ts'

const DAY = 86_400_000

/** A bill to plant. */
export interface Plant {
  accountId: string
  /** `2026-10`: one bill a month and account. */
  period?: string
  status?: BillStatus
  currency?: string
  taxPpm?: number
  lines?: Partial<BillLine>[]
  paidMinor?: number
  details?: { name: string; address: string; taxId: string } | null
  dueAt?: number
}

const spanOf = (period: string) => {
  const { start, end } = periodAt('month', Date.parse(`${period}-01`))
  return { start, end: end ?? 0 }
}

/** The usual lines of a month: a plan's price, and credits beyond the included ones. 29.00 + 5.00. */
export function usualLines(period: string): Partial<BillLine>[] {
  const { start, end } = spanOf(period)
  const monthSeconds = (end - start) / 1_000
  const tier = { from: 0, to: null, price_minor: 50, per: 1_000 }
  return [
    { kind: 'base', quantity: monthSeconds, detail: { priceMinor: 2_900, monthSeconds }, amountMinor: 2_900 },
    { kind: 'overage', quantity: 10_000, detail: { tier }, amountMinor: 500 },
  ]
}

/** The statements that plant a bill with the next number, as closing a month leaves it, with their parameters. */
export function billRows(id: string, plant: Plant) {
  const { accountId, period = '2026-10', status = 'open', currency = 'USD', taxPpm = 0, paidMinor, dueAt } = plant
  const { lines = usualLines(period), details = null } = plant
  const { start, end } = spanOf(period)
  const subtotal = lines.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0)
  const totalMinor = subtotal + taxOn(subtotal, taxPpm)
  const issuedAt = status === 'draft' ? null : end
  const statements: { query: string; values: (string | number | null)[] }[] = [
    {
      query: `INSERT INTO bills (id, account_id, period, number, status, currency, subtotal_minor, tax_ppm, tax_minor,
          total_minor, paid_minor, details, digest, created_at, issued_at, due_at, paid_at)
        SELECT ?, ?, ?, iif(s.status = 'draft', NULL, (SELECT coalesce(max(number), 0) + 1 FROM bills)), s.status,
          ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM (SELECT ? AS status) s`,
      values: [
        ...[id, accountId, period, currency, subtotal, taxPpm, totalMinor - subtotal, totalMinor],
        ...[paidMinor ?? (status === 'paid' ? totalMinor : 0), details && JSON.stringify(details)],
        ...['d1'.repeat(32), end, issuedAt, issuedAt && (dueAt ?? issuedAt + 14 * DAY)],
        ...[status === 'paid' ? issuedAt : null, status],
      ],
    },
    ...lines.map((line, i) => ({
      query: 'INSERT INTO bill_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      values: [
        ...[id, line.position ?? i + 1, line.kind ?? 'base', line.planId ?? null],
        ...[line.startsAt ?? start, line.endsAt ?? end, line.quantity ?? 1],
        ...[JSON.stringify(line.detail ?? {}), line.amountMinor ?? 0],
      ],
    })),
  ]
  return { statements, totalMinor }
}
