import { sql } from 'drizzle-orm'
import { DELETION_GRACE } from '../domain/account/account.ts'
import type { ErasureStore } from '../domain/account/erase.ts'
import { recordEvent } from './audit.ts'
import { type Database, database } from './database.ts'

// ?1 is the account, ?2 the user.
const MEMBER = 'EXISTS (SELECT 1 FROM memberships WHERE account_id = ?1 AND user_id = ?2)'
const OTHERS = 'SELECT account_id FROM memberships WHERE account_id <> ?1 AND user_id = ?2'
/** The user goes with the account: it is their only one. Operators never do. */
const GOES = `${MEMBER} AND NOT EXISTS (${OTHERS}) AND EXISTS (SELECT 1 FROM users WHERE id = ?2 AND is_operator = 0)`
/** What is kept of a user by itself. */
const PERSONAL = ['second_factors', 'passkeys', 'recovery_codes', 'tokens', 'known_devices', 'sessions']

// When the account's deletion was asked, in seconds.
const ASKED = `(a.deletion_due_at - ${DELETION_GRACE}) / 1000`
/** The month of the asking cost something, and is not billed yet. What is being erased has been. */
const OWES = `a.erased_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM closings WHERE account_id = a.id AND period = strftime('%Y-%m', ${ASKED}, 'unixepoch'))
  AND EXISTS (SELECT 1 FROM plan_phases p JOIN plans ON plans.id = p.plan_id
    WHERE p.account_id = a.id AND p.trial = 0 AND (plans.price_minor > 0 OR plans.overage IS NOT NULL)
      AND p.starts_at < 1000 * unixepoch(${ASKED}, 'unixepoch', 'start of month', '+1 month')
      AND NOT EXISTS (SELECT 1 FROM plan_phases n WHERE n.account_id = a.id AND n.starts_at > p.starts_at
        AND n.starts_at <= 1000 * unixepoch(${ASKED}, 'unixepoch', 'start of month')))`

/** The end of accounts in D1. Each step is one transaction, and doing it again changes nothing. */
export function erasureStore(d1: D1Database): ErasureStore {
  const db: Database = database(d1)
  const prepare = (query: string, ...values: unknown[]) => d1.prepare(query).bind(...values)

  /** One batch of an event and other statements: the event is written while `when` holds. */
  const withEvent = (event: Parameters<typeof recordEvent>[1], when: string, ...values: string[]) => {
    const text = when.split(/\?(\d)/).map((part, i) => (i % 2 === 1 ? sql`${values[Number(part) - 1]}` : sql.raw(part)))
    const { sql: query, params } = recordEvent(db, event, sql.join(text)).toSQL()
    return prepare(query, ...params)
  }

  return {
    async due(now, limit) {
      const { results } = await prepare(
        `SELECT a.id, a.tag FROM accounts a WHERE a.deletion_due_at <= ?1 AND NOT (${OWES}) ORDER BY random() LIMIT ?2`,
        now,
        limit,
      ).all<{ id: string; tag: string }>()
      return results
    },

    async begin(accountId, now) {
      const begun = 'EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND erased_at IS NOT NULL)'
      const begunNow = 'EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND erased_at = ?2)'
      await d1.batch([
        prepare(
          `UPDATE accounts SET erased_at = ?2, status = 'suspended', suspended_reason = NULL, revision = revision + 1
           WHERE id = ?1 AND deletion_due_at <= ?2 AND erased_at IS NULL`,
          accountId,
          now,
        ),
        // From its end on it costs nothing.
        prepare(`DELETE FROM plan_phases WHERE account_id = ?1 AND starts_at >= ?2 AND ${begunNow}`, accountId, now),
        prepare(
          `INSERT INTO plan_phases (account_id, starts_at, plan_id, created_at)
           SELECT ?1, ?2, (SELECT id FROM plans WHERE key = 'free' ORDER BY version DESC LIMIT 1), ?2 WHERE ${begunNow}`,
          accountId,
          now,
        ),
        prepare(`DELETE FROM meter_marks WHERE account_id = ?1 AND ${begun}`, accountId),
        prepare(`DELETE FROM tokens WHERE account_id = ?1 AND ${begun}`, accountId),
        prepare(`DELETE FROM service_tokens WHERE account_id = ?1 AND ${begun}`, accountId),
      ])
    },

    async deleteRecords(accountId, limit) {
      const gone = await d1.batch([
        prepare(
          'DELETE FROM calls WHERE account_id = ?1 AND (at, seq) IN (SELECT at, seq FROM calls WHERE account_id = ?1 LIMIT ?2)',
          accountId,
          limit,
        ),
        prepare(
          'DELETE FROM late_calls WHERE request_id IN (SELECT request_id FROM late_calls WHERE account_id = ?1 LIMIT ?2)',
          accountId,
          limit,
        ),
        prepare(
          `DELETE FROM usage_hourly WHERE account_id = ?1 AND (hour, key_id, route_id, outcome) IN
           (SELECT hour, key_id, route_id, outcome FROM usage_hourly WHERE account_id = ?1 LIMIT ?2)`,
          accountId,
          limit,
        ),
        prepare(
          `DELETE FROM usage_daily WHERE account_id = ?1 AND (day, key_id, route_id, outcome) IN
           (SELECT day, key_id, route_id, outcome FROM usage_daily WHERE account_id = ?1 LIMIT ?2)`,
          accountId,
          limit,
        ),
        prepare(
          `DELETE FROM usage_totals WHERE account_id = ?1 AND (hour, outcome) IN
           (SELECT hour, outcome FROM usage_totals WHERE account_id = ?1 LIMIT ?2)`,
          accountId,
          limit,
        ),
      ])
      return gone.every(({ meta }) => meta.changes < limit)
    },

    async members(accountId, limit) {
      const { results } = await prepare(
        'SELECT user_id AS id FROM memberships WHERE account_id = ?1 ORDER BY user_id LIMIT ?2',
        accountId,
        limit,
      ).all<{ id: string }>()
      return results.map(({ id }) => id)
    },

    async part(accountId, userId, password, event) {
      await d1.batch([
        prepare(
          `UPDATE sessions SET account_id = (${OTHERS} ORDER BY created_at LIMIT 1)
           WHERE account_id = ?1 AND user_id = ?2 AND EXISTS (${OTHERS})`,
          accountId,
          userId,
        ),
        prepare('DELETE FROM sessions WHERE account_id = ?1 AND user_id = ?2', accountId, userId),
        withEvent(event, GOES, accountId, userId),
        prepare(`DELETE FROM idempotency_keys WHERE owner = ?2 AND ${GOES}`, accountId, userId),
        ...PERSONAL.map((table) => prepare(`DELETE FROM ${table} WHERE user_id = ?2 AND ${GOES}`, accountId, userId)),
        prepare(
          `DELETE FROM failed_jobs WHERE body ->> 'to' = (SELECT email FROM users WHERE id = ?2) AND ${GOES}`,
          accountId,
          userId,
        ),
        prepare(
          `UPDATE users SET username = 'deleted:' || id, email = id || '@deleted.invalid', password = ?3,
             email_verified_at = NULL, pending_email = NULL, status = 'suspended', suspended_reason = NULL, locale = NULL, time_zone = 'UTC',
             theme = NULL, notifications = '{"newSignIn":false,"usage":false}'
           WHERE id = ?2 AND ${GOES}`,
          accountId,
          userId,
          password,
        ),
        prepare('DELETE FROM memberships WHERE account_id = ?1 AND user_id = ?2', accountId, userId),
      ])
    },

    async finish(accountId, event) {
      const over = `EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND erased_at IS NOT NULL AND deletion_due_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM memberships WHERE account_id = ?1)
        AND NOT EXISTS (SELECT 1 FROM call_archives WHERE account_id = ?1)`
      await d1.batch([
        withEvent(event, over, accountId),
        ...[
          'api_keys',
          'meter_pushes',
          'meter_marks',
          'quota_notices',
          'plan_invitations',
          'spending_notices',
          'differences',
          'tokens',
          'service_tokens',
          'sessions',
        ].map((table) => prepare(`DELETE FROM ${table} WHERE account_id = ?1 AND ${over}`, accountId)),
        // Its members' keys, by `<account>/<user>`: 0 is next to the slash.
        prepare(`DELETE FROM idempotency_keys WHERE owner >= ?1 || '/' AND owner < ?1 || '0' AND ${over}`, accountId),
        prepare(
          `UPDATE accounts SET name = '', deletion_due_at = NULL, billing_details = NULL, spending_alerts = '[]',
            spending_cap_minor = NULL WHERE id = ?1 AND ${over}`,
          accountId,
        ),
      ])
    },
  }
}
