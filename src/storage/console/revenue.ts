import type { PlanRevenue, RevenueSums } from '../../domain/billing/revenue.ts'

const DAY = 86_400_000
/** ?1 is from when on, ?2 now. What counts as billed: whatever was issued and is not void. */
const BILLED = "b.issued_at >= ?1 AND b.issued_at <= ?2 AND b.status IN ('open', 'paid', 'uncollectible')"

// The newest phase of each account that has begun, one look-up by its key each; and what lines of bills name a plan.
const PLANS = `WITH held AS (
    SELECT f.plan_id, sum(f.trial = 0) AS accounts, sum(f.trial) AS trials
    FROM accounts a JOIN plan_phases f ON f.account_id = a.id
      AND f.starts_at = (SELECT max(starts_at) FROM plan_phases WHERE account_id = a.id AND starts_at <= ?2)
    WHERE a.erased_at IS NULL GROUP BY 1),
  billed AS (
    SELECT l.plan_id, sum(l.amount_minor) AS minor
    FROM bills b JOIN bill_lines l ON l.bill_id = b.id WHERE ${BILLED} AND l.plan_id IS NOT NULL GROUP BY 1)
  SELECT p.id AS planId, p.key, p.version, p.name, p.price_minor AS priceMinor, p.currency,
    coalesce(h.accounts, 0) AS accounts, coalesce(h.trials, 0) AS trials, coalesce(s.minor, 0) AS billedMinor
  FROM plans p LEFT JOIN held h ON h.plan_id = p.id LEFT JOIN billed s ON s.plan_id = p.id
  WHERE h.plan_id IS NOT NULL OR s.plan_id IS NOT NULL
  ORDER BY p.price_minor * coalesce(h.accounts, 0) DESC, p.price_minor DESC, p.key, p.version DESC`

const BILLS = `SELECT b.currency, strftime('%Y-%m', b.issued_at / 1000, 'unixepoch') AS period, count(*) AS bills,
    sum(b.total_minor - b.credited_minor) AS billedMinor
  FROM bills b WHERE ${BILLED} GROUP BY 1, 2`

const PAYMENTS = `SELECT currency, strftime('%Y-%m', paid_at / 1000, 'unixepoch') AS period,
    sum(amount_minor - refunded_minor) AS paidMinor
  FROM payments WHERE paid_at >= ?1 AND paid_at <= ?2 GROUP BY 1, 2`

// Written out, so that the partial index of open bills serves it: only what is owed is read.
const OWED = `SELECT currency, count(*) AS bills, sum(total_minor - credited_minor - paid_minor) AS owedMinor,
    CASE WHEN due_at > ?1 THEN 'not_due' WHEN due_at > ?1 - ${30 * DAY} THEN 'days_1_30'
      WHEN due_at > ?1 - ${60 * DAY} THEN 'days_31_60' WHEN due_at > ?1 - ${90 * DAY} THEN 'days_61_90'
      ELSE 'days_over_90' END AS age
  FROM bills WHERE status = 'open' AND due_at > 0 GROUP BY currency, age`

const TOP = `WITH sums AS (
    SELECT b.currency, b.account_id AS accountId, count(*) AS bills, sum(b.total_minor - b.credited_minor) AS billedMinor
    FROM bills b WHERE ${BILLED} GROUP BY 1, 2),
  ranked AS (
    SELECT *, row_number() OVER (PARTITION BY currency ORDER BY billedMinor DESC, accountId) AS place
    FROM sums WHERE billedMinor > 0)
  SELECT r.currency, r.accountId, a.name, r.bills, r.billedMinor FROM ranked r JOIN accounts a ON a.id = r.accountId
  WHERE r.place <= ?3 ORDER BY r.currency, r.place`

/** What was billed and paid from `from` on, and what stands at `now` (UTC ms), over all accounts: one batch. */
export const revenueSums =
  (d1: D1Database) =>
  async ({ from, now, top }: { from: number; now: number; top: number }): Promise<RevenueSums> => {
    const [plans, billed, paid, owed, first] = await d1.batch([
      d1.prepare(PLANS).bind(from, now),
      d1.prepare(BILLS).bind(from, now),
      d1.prepare(PAYMENTS).bind(from, now),
      d1.prepare(OWED).bind(now),
      d1.prepare(TOP).bind(from, now, top),
    ])
    return {
      plans: (plans?.results ?? []) as PlanRevenue[],
      billed: (billed?.results ?? []) as RevenueSums['billed'],
      paid: (paid?.results ?? []) as RevenueSums['paid'],
      owed: (owed?.results ?? []) as RevenueSums['owed'],
      top: (first?.results ?? []) as RevenueSums['top'],
    }
  }
