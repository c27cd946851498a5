import type { BillBooks } from '../domain/billing/audit-bills.ts'
import type { BillLine } from '../domain/billing/bill.ts'
import { periodAt } from '../domain/periods.ts'
import { PLAN_TERMS, plansById } from './closing.ts'

type Line = Omit<BillLine, 'detail'> & { billId: string; detail: string }

/** What D1 holds of an account's bills, in one transaction; those of months from an instant on (`since`, UTC ms) with their lines. */
export async function readBillBooks(d1: D1Database, accountId: string, since: number): Promise<BillBooks> {
  const first = periodAt('month', since).name
  const of = (query: string, ...values: unknown[]) => d1.prepare(query).bind(accountId, ...values)
  const results = await d1.batch<Record<string, unknown>>([
    of('SELECT period, phases, digest FROM closings WHERE account_id = ? ORDER BY period'),
    of(
      `SELECT id, period, number, currency, subtotal_minor AS subtotalMinor, tax_ppm AS taxPpm, tax_minor AS taxMinor,
         total_minor AS totalMinor, digest, issued_at AS issuedAt,
         CASE status WHEN 'void' THEN
           coalesce((SELECT max(at) FROM audit_events WHERE target = b.id AND action = 'bill.voided'), 0) END AS voidedAt,
         coalesce((SELECT max(o.number) FROM bills o WHERE o.number < b.number), 0) AS before
       FROM bills b WHERE account_id = ? AND number IS NOT NULL ORDER BY number`,
    ),
    of(
      `SELECT l.bill_id AS billId, l.position, l.kind, l.plan_id AS planId, l.starts_at AS startsAt, l.ends_at AS endsAt,
         l.quantity, l.detail, l.amount_minor AS amountMinor
       FROM bills b JOIN bill_lines l ON l.bill_id = b.id WHERE b.account_id = ?1 AND b.period >= ?2
       ORDER BY l.bill_id, l.position`,
      first,
    ),
    of(PLAN_TERMS),
    of(
      `SELECT request_id AS requestId, period, phase, credits, bill_id AS billId FROM call_refunds
       WHERE account_id = ? AND bill_id IS NOT NULL ORDER BY request_id`,
    ),
    of(
      `SELECT strftime('%Y-%m', day / 1000, 'unixepoch') AS period, sum(credits) AS credits FROM usage_daily
       WHERE account_id = ?1 AND day >= ?2 GROUP BY 1`,
      since,
    ),
    of(
      `SELECT c.id, c.amount_minor AS amountMinor, c.used_minor AS usedMinor, coalesce((
         SELECT sum(-l.amount_minor) FROM bills b JOIN bill_lines l ON l.bill_id = b.id
         WHERE b.account_id = ?1 AND b.status <> 'void' AND l.kind = 'credit' AND l.detail ->> 'creditId' = c.id), 0) AS takenMinor
       FROM account_credits c WHERE c.account_id = ?1 ORDER BY c.id`,
    ),
  ])
  const [closings, bills, lines, plans, refunds, usage, credits] = results.map((result) => result.results as unknown[])
  const rows = <T>(of: unknown[] | undefined) => (of ?? []) as T[]
  return {
    accountId,
    since: first,
    closings: rows<{ period: string; phases: string; digest: string }>(closings).map((it) => ({
      ...it,
      phases: JSON.parse(it.phases),
    })),
    bills: rows<Omit<BillBooks['bills'][number], 'lines'>>(bills).map((bill) => ({
      ...bill,
      lines: rows<Line>(lines)
        .filter(({ billId }) => billId === bill.id)
        .map(({ billId: _, detail, ...line }) => ({ ...line, detail: JSON.parse(detail) })),
    })),
    plans: plansById(plans ?? []),
    refunds: rows<BillBooks['refunds'][number]>(refunds),
    usage: Object.fromEntries(
      rows<{ period: string; credits: number }>(usage).map(({ period, credits }) => [period, credits]),
    ),
    credits: rows<BillBooks['credits'][number]>(credits),
  }
}
