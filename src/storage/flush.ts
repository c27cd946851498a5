import { timeOfId } from '../domain/ids.ts'
import type { LastCall } from '../domain/keys/keys.ts'
import type { CallRecord, LogEntry } from '../domain/metering/face.ts'
import type { QuotaNotice } from '../domain/metering/notices.ts'
import { isAdmitted, minutesOf, rollUp } from '../domain/metering/rollup.ts'
import type { SpendingNotice } from '../domain/metering/spending.ts'
import { addUsage } from './usage-sums.ts'

/** What D1 says after a flush. */
export interface Flushed {
  /** The newest commit that D1 holds of this object, whoever wrote it there. */
  mark: number
  /** The account's revision, for an object that missed a push. */
  revision: number
}

/** A call that is written this much later than its id was made, ms, has a row of its own that leads to it. */
export const LATE_MS = 120_000

/**
 * Writes a range of an object's log to D1 in one transaction: the packed calls, where the late ones among them stand, the
 * sums, each key's newest call, what the account is to be told of its quota and its spending, and last the mark. Every statement applies only while the mark stands at the range's start, so that a range counts once however often it is
 * sent, and the answer's mark tells what D1 really holds. Of an account that is erased nothing is taken, and the answer is
 * null. Throws when D1 cannot be reached; then nothing is known.
 */
export async function flush(
  d1: D1Database,
  accountId: string,
  from: number,
  entries: readonly LogEntry[],
  notices: { quota: readonly QuotaNotice[]; spending: readonly SpendingNotice[] },
  now: number,
): Promise<Flushed | null> {
  const last = entries.at(-1)
  if (!last) throw new Error('a flush without entries')
  const calls = entries.flatMap((entry) => entry.calls)
  const usage = rollUp(entries)
  const guard = 'EXISTS (SELECT 1 FROM meter_marks WHERE account_id = ?1 AND seq = ?2)'
  const statements = [
    d1
      .prepare(
        `INSERT INTO meter_marks (account_id, seq) SELECT id, 0 FROM accounts WHERE id = ?1 AND erased_at IS NULL
         ON CONFLICT DO NOTHING`,
      )
      .bind(accountId),
  ]
  if (calls.length > 0) {
    statements.push(
      d1
        .prepare(`INSERT INTO calls (account_id, at, seq, count, body) SELECT ?1, ?3, ?4, ?5, ?6 WHERE ${guard}`)
        .bind(accountId, from, last.at, last.seq, calls.length, JSON.stringify(calls)),
    )
  }
  const late = calls.map(({ id }) => id).filter((id) => last.at - timeOfId(id) > LATE_MS)
  if (late.length > 0) {
    statements.push(
      d1
        .prepare(
          `INSERT INTO late_calls (request_id, account_id, at, seq) SELECT j.value, ?1, ?3, ?4 FROM json_each(?5) j
           WHERE ${guard} ON CONFLICT DO NOTHING`,
        )
        .bind(accountId, from, last.at, last.seq, JSON.stringify(late)),
    )
  }
  if (usage.length > 0) statements.push(...addUsage(d1, accountId, usage, { guard, from }))
  const minutes = minutesOf(calls)
  if (minutes.length > 0) {
    statements.push(
      d1
        .prepare(
          `INSERT INTO service_minutes (minute, calls, errors)
           SELECT j.value ->> 'minute', j.value ->> 'calls', j.value ->> 'errors' FROM json_each(?3) j WHERE ${guard}
           ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, errors = errors + excluded.errors`,
        )
        .bind(accountId, from, JSON.stringify(minutes)),
    )
  }
  if (notices.quota.length > 0) {
    statements.push(
      d1
        .prepare(
          `INSERT INTO quota_notices (account_id, period, quota, share, used, at)
           SELECT ?1, j.value ->> 'period', j.value ->> 'quota', j.value ->> 'share', j.value ->> 'used', ?3
           FROM json_each(?4) j WHERE ${guard} ON CONFLICT DO NOTHING`,
        )
        .bind(accountId, from, now, JSON.stringify(notices.quota)),
    )
  }
  if (notices.spending.length > 0) {
    statements.push(
      d1
        .prepare(
          `INSERT INTO spending_notices (account_id, period, amount_minor, at)
           SELECT ?1, j.value ->> 'period', j.value ->> 'amountMinor', ?3
           FROM json_each(?4) j WHERE ${guard} ON CONFLICT DO NOTHING`,
        )
        .bind(accountId, from, now, JSON.stringify(notices.spending)),
    )
  }
  const used = newestByKey(calls)
  if (used.length > 0) {
    statements.push(
      d1
        .prepare(
          `UPDATE api_keys SET last_call_at = j.value ->> 'at', last_call = json_remove(j.value, '$.keyId') FROM json_each(?3) j
           WHERE api_keys.id = j.value ->> 'keyId' AND api_keys.account_id = ?1
             AND coalesce(api_keys.last_call_at, 0) <= j.value ->> 'at' AND ${guard}`,
        )
        .bind(accountId, from, JSON.stringify(used)),
    )
  }
  statements.push(
    d1
      .prepare('UPDATE meter_marks SET seq = ?3, flushed_at = ?4 WHERE account_id = ?1 AND seq = ?2')
      .bind(accountId, from, last.seq, now),
    d1
      .prepare(
        `SELECT m.seq AS mark, a.revision, a.erased_at FROM accounts a LEFT JOIN meter_marks m ON m.account_id = a.id
         WHERE a.id = ?1`,
      )
      .bind(accountId),
  )
  const results = await d1.batch<Flushed & { erased_at: number | null }>(statements)
  const answer = results.at(-1)?.results[0]
  if (!answer) throw new Error('the account is not in D1')
  return answer.erased_at === null ? { mark: answer.mark, revision: answer.revision } : null
}

/** The newest admitted call of each key, as it is kept with the key. */
function newestByKey(calls: readonly CallRecord[]): (LastCall & { keyId: string })[] {
  const newest = new Map<string, LastCall & { keyId: string }>()
  for (const { id, at, keyId, routeId, method, path, address, outcome } of calls) {
    if (isAdmitted(outcome) && at >= (newest.get(keyId)?.at ?? 0)) {
      newest.set(keyId, { keyId, id, at, routeId, method, path, address })
    }
  }
  return [...newest.values()]
}
