import type { BillLine, BillStatus } from '../domain/billing/bill.ts'
import { taxOn } from '../domain/billing/money.ts'
import { periodAt } from '../domain/periods.ts'
import { bindings } from './visitor.fixture.ts'

const DAY = 86_400_000

let made = 0

export interface Planted {
  id: string
  number: number
  totalMinor: number
}

interface Plant {
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

/** The usual lines of a month: a plan's price, and credits beyond the included ones. 29.00 + 5.00. */
export function usualLines(period: string): Partial<BillLine>[] {
  const { start, end } = periodAt('month', Date.parse(`${period}-01`))
  const monthSeconds = ((end ?? 0) - start) / 1_000
  const tier = { from: 0, to: null, price_minor: 50, per: 1_000 }
  return [
    { kind: 'base', quantity: monthSeconds, detail: { priceMinor: 2_900, monthSeconds }, amountMinor: 2_900 },
    { kind: 'overage', quantity: 10_000, detail: { tier }, amountMinor: 500 },
  ]
}

/** A bill as closing a month leaves it, with the next number. Its lines are the usual ones unless told, of the whole month. */
export async function plantBill({
  accountId,
  period = '2026-10',
  status = 'open',
  currency = 'USD',
  taxPpm = 0,
  lines = usualLines(period),
  paidMinor,
  details = null,
  dueAt,
}: Plant): Promise<Planted> {
  const { DB } = bindings
  made += 1
  const id = `bill_planted${made}`
  const { start, end } = periodAt('month', Date.parse(`${period}-01`))
  const issuedAt = end ?? 0
  const subtotal = lines.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0)
  const tax = taxOn(subtotal, taxPpm)
  const isDraft = status === 'draft'
  await DB.batch([
    DB.prepare(
      `INSERT INTO bills (id, account_id, period, number, status, currency, subtotal_minor, tax_ppm, tax_minor, total_minor,
         paid_minor, details, digest, created_at, issued_at, due_at, paid_at)
       VALUES (?1, ?2, ?3, iif(?4, NULL, (SELECT coalesce(max(number), 0) + 1 FROM bills)), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
         ?13, ?14, iif(?4, NULL, ?14), iif(?4, NULL, ?15), ?16)`,
    ).bind(
      id,
      accountId,
      period,
      Number(isDraft),
      status,
      currency,
      subtotal,
      taxPpm,
      tax,
      subtotal + tax,
      paidMinor ?? (status === 'paid' ? subtotal + tax : 0),
      details && JSON.stringify(details),
      'd1'.repeat(32),
      issuedAt,
      dueAt ?? issuedAt + 14 * DAY,
      status === 'paid' ? issuedAt : null,
    ),
    ...lines.map((line, i) =>
      DB.prepare('INSERT INTO bill_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').bind(
        id,
        line.position ?? i + 1,
        line.kind ?? 'base',
        line.planId ?? null,
        line.startsAt ?? start,
        line.endsAt ?? end,
        line.quantity ?? 1,
        JSON.stringify(line.detail ?? {}),
        line.amountMinor ?? 0,
      ),
    ),
  ])
  const row = await DB.prepare('SELECT number FROM bills WHERE id = ?').bind(id).first<{ number: number | null }>()
  return { id, number: row?.number ?? 0, totalMinor: subtotal + tax }
}
