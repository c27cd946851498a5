import { sql } from 'drizzle-orm'
import { DELETION_GRACE } from '../domain/account/account.ts'
import type { Closing, ClosingStore, Standing } from '../domain/billing/close.ts'
import type { BilledPlan } from '../domain/billing/lines.ts'
import { recordEvent } from './audit.ts'
import { database } from './database.ts'

// ?1 is the account, ?2 the month's end. The rows that a bill is computed from, as one text, and whether the account is there.
const SEEN = `(SELECT json_array(
  (SELECT json_group_array(json_array(starts_at, plan_id, trial)) FROM
    (SELECT starts_at, plan_id, trial FROM plan_phases WHERE account_id = ?1 AND starts_at < ?2 ORDER BY starts_at)),
  (SELECT json_group_array(json_array(request_id, bill_id)) FROM
    (SELECT request_id, bill_id FROM call_refunds WHERE account_id = ?1 ORDER BY request_id)),
  (SELECT json_group_array(json_array(id, used_minor)) FROM
    (SELECT id, used_minor FROM account_credits WHERE account_id = ?1 ORDER BY id)),
  (SELECT json_group_array(period) FROM
    (SELECT period FROM bills WHERE account_id = ?1 AND status = 'void' ORDER BY period)),
  (SELECT erased_at FROM accounts WHERE id = ?1)))`

type PlanRow = Omit<BilledPlan, 'overage'> & { id: string; overage: string | null }

/** Reads what each plan charges that the account ?1 ever had; `plansById` takes the rows. */
export const PLAN_TERMS = `SELECT id, price_minor AS priceMinor, currency, included_credits AS includedCredits, overage
  FROM plans WHERE id IN (SELECT plan_id FROM plan_phases WHERE account_id = ?1)`

/** Terms by the plan's id. */
export const plansById = (rows: unknown[]): Record<string, BilledPlan> =>
  Object.fromEntries(
    (rows as PlanRow[]).map(({ id, overage, ...plan }) => [
      id,
      { ...plan, overage: overage === null ? null : JSON.parse(overage) },
    ]),
  )

/** Months of accounts, closed in D1. */
export function closingStore(d1: D1Database): ClosingStore {
  return {
    async read(accountId, month) {
      const of = (query: string, ...values: unknown[]) => d1.prepare(query).bind(accountId, ...values)
      const [account, phases, plans, refunds, closings, credits, voided] = await d1.batch<Record<string, unknown>>([
        of(
          // Months after the one in which deletion was asked are not billed, however late it is done.
          `SELECT a.erased_at IS NOT NULL OR coalesce(a.deletion_due_at - ${DELETION_GRACE} < ?4, 0) AS erased,
             a.revision, a.billing_details AS details, coalesce(m.seq, 0) AS mark, ${SEEN} AS seen,
             EXISTS (SELECT 1 FROM closings WHERE account_id = ?1 AND period = ?3) AS closed
           FROM accounts a LEFT JOIN meter_marks m ON m.account_id = a.id WHERE a.id = ?1`,
          month.end,
          month.name,
          month.start,
        ),
        of(
          `SELECT starts_at AS "from", plan_id AS planId, trial FROM plan_phases WHERE account_id = ?1 AND starts_at < ?2
             AND starts_at >= coalesce((SELECT max(starts_at) FROM plan_phases WHERE account_id = ?1 AND starts_at <= ?3), 0)
           ORDER BY starts_at`,
          month.end,
          month.start,
        ),
        of(PLAN_TERMS),
        of(
          `SELECT request_id AS requestId, period, phase, credits, bill_id IS NOT NULL AS taken FROM call_refunds
           WHERE account_id = ?1 AND period IN (SELECT period FROM call_refunds WHERE account_id = ?1 AND bill_id IS NULL)
           ORDER BY request_id`,
        ),
        of(
          `SELECT period, phases FROM closings WHERE account_id = ?1
             AND period IN (SELECT period FROM call_refunds WHERE account_id = ?1 AND bill_id IS NULL)`,
        ),
        of(
          `SELECT id, reason, amount_minor - used_minor AS leftMinor, currency FROM account_credits
           WHERE account_id = ?1 AND used_minor < amount_minor ORDER BY created_at, id`,
        ),
        of("SELECT period FROM bills WHERE account_id = ?1 AND status = 'void'"),
      ])
      const row = account?.results[0] as
        | (Pick<Standing, 'revision' | 'mark' | 'seen'> & { erased: 0 | 1; details: string; closed: 0 | 1 })
        | undefined
      if (!row) return null
      const { revision, mark, seen } = row
      return {
        ...{ revision, mark, seen },
        closed: row.closed === 1,
        erased: row.erased === 1,
        details: JSON.parse(row.details),
        phases: ((phases?.results ?? []) as unknown as Standing['phases']).map((it) => ({ ...it, trial: !!it.trial })),
        plans: plansById(plans?.results ?? []),
        refunds: ((refunds?.results ?? []) as unknown as Standing['refunds']).map((it) => ({
          ...it,
          taken: !!it.taken,
        })),
        closings: Object.fromEntries(
          (closings?.results ?? []).map(({ period, phases }) => [period, JSON.parse(phases as string)]),
        ),
        credits: (credits?.results ?? []) as unknown as Standing['credits'],
        voided: (voided?.results ?? []).map(({ period }) => period as string),
      }
    },

    async usageOf(accountId, { start, end }) {
      const row = await d1
        .prepare(
          'SELECT coalesce(sum(credits), 0) AS n FROM usage_daily WHERE account_id = ?1 AND day >= ?2 AND day < ?3',
        )
        .bind(accountId, start, end)
        .first<{ n: number }>()
      return row?.n ?? 0
    },

    async write(closing) {
      const results = await d1.batch(statementsOf(d1, closing))
      return results.at(-1)?.meta.changes === 1
    },
  }
}

// ?1 is the account; `name` is the parameter that holds the month's name.
const notClosed = (name: string) => `NOT EXISTS (SELECT 1 FROM closings WHERE account_id = ?1 AND period = ${name})`

/**
 * One transaction. What was seen is compared once, by the first statement: a bill without a closing beside it is this
 * transaction's own, and says to the others that they apply.
 */
function statementsOf(d1: D1Database, closing: Closing): D1PreparedStatement[] {
  const { accountId, month, phases, digest, closedAt, seen, bill } = closing
  const of = (query: string, ...values: unknown[]) => d1.prepare(query).bind(accountId, ...values)
  const close = (when: string, ...values: unknown[]) =>
    of(
      `INSERT INTO closings (account_id, period, phases, digest, closed_at) SELECT ?1, ?3, ?4, ?5, ?6
       WHERE ${notClosed('?3')} AND ${when}`,
      month.end,
      month.name,
      JSON.stringify(phases),
      digest,
      closedAt,
      ...values,
    )
  if (bill === null) return [close(`${SEEN} = ?7`, seen)]

  const { id, status, currency, subtotalMinor, taxPpm, taxName, taxMinor, totalMinor, details, dueAt } = bill
  // ?2 is the bill, ?3 the month.
  const own = `EXISTS (SELECT 1 FROM bills WHERE id = ?2) AND ${notClosed('?3')}`
  const alongside = (query: string, ...values: unknown[]) => of(query, id, month.name, ...values)
  const event = {
    id: bill.eventId,
    at: closedAt,
    actorId: null,
    accountId,
    action: 'bill.issued' as const,
    target: id,
    detail: { period: month.name, total: totalMinor, currency },
    address: null,
  }
  const issued = recordEvent(
    database(d1),
    event,
    sql`EXISTS (SELECT 1 FROM bills WHERE id = ${id}) AND NOT EXISTS (SELECT 1 FROM closings WHERE account_id = ${accountId} AND period = ${month.name})`,
  ).toSQL()
  return [
    of(
      `INSERT INTO bills (id, account_id, period, number, status, currency, subtotal_minor, tax_ppm, tax_name, tax_minor,
         total_minor, details, digest, created_at, issued_at, due_at, paid_at)
       SELECT ?3, ?1, ?4, (SELECT coalesce(max(number), 0) + 1 FROM bills), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14,
         ?15, ?16
       WHERE ${notClosed('?4')} AND ${SEEN} = ?17`,
      ...[month.end, id, month.name, status, currency, subtotalMinor, taxPpm, taxName, taxMinor, totalMinor],
      ...[details && JSON.stringify(details), digest, closedAt, dueAt, status === 'paid' ? closedAt : null, seen],
    ),
    alongside(
      `INSERT INTO bill_lines (bill_id, position, kind, plan_id, starts_at, ends_at, quantity, detail, amount_minor)
       SELECT ?2, j.value ->> 'position', j.value ->> 'kind', j.value ->> 'planId', j.value ->> 'startsAt',
         j.value ->> 'endsAt', j.value ->> 'quantity', j.value -> 'detail', j.value ->> 'amountMinor'
       FROM json_each(?4) j WHERE ${own}`,
      JSON.stringify(bill.lines),
    ),
    alongside(
      `UPDATE account_credits SET used_minor = used_minor + (j.value ->> 'amountMinor') FROM json_each(?4) j
       WHERE account_credits.id = j.value ->> 'creditId' AND account_credits.account_id = ?1 AND ${own}`,
      JSON.stringify(bill.used),
    ),
    // What refunds are worth beyond what is owed: said by the newest of them.
    alongside(
      `INSERT INTO account_credits (id, account_id, kind, amount_minor, currency, reason, given_by, created_at)
       SELECT j.value ->> 'id', ?1, 'late_refund', j.value ->> 'amountMinor', ?5, r.reason, r.given_by, ?6
       FROM json_each(?4) j JOIN call_refunds r ON r.request_id = (
         SELECT request_id FROM call_refunds WHERE account_id = ?1 AND period = j.value ->> 'period' AND bill_id IS NULL
         ORDER BY created_at DESC, request_id DESC LIMIT 1)
       WHERE ${own}`,
      JSON.stringify(bill.left.map((left, i) => ({ ...left, id: bill.leftIds[i] }))),
      currency,
      closedAt,
    ),
    alongside(
      `UPDATE call_refunds SET bill_id = ?2
       WHERE account_id = ?1 AND request_id IN (SELECT value FROM json_each(?4)) AND ${own}`,
      JSON.stringify(bill.refunds),
    ),
    alongside(`INSERT INTO bill_notices (bill_id, kind, at) SELECT ?2, 'ready', ?4 WHERE ${own}`, closedAt),
    d1.prepare(issued.sql).bind(...issued.params),
    close('EXISTS (SELECT 1 FROM bills WHERE id = ?7)', id),
  ]
}
