import { auditBills } from '../domain/billing/audit-bills.ts'
import type { LedgerView } from '../domain/metering/face.ts'
import {
  type DaySum,
  type Difference,
  markBeyond,
  type ReadModel,
  reconcile,
  type UnevenSum,
} from '../domain/metering/reconcile.ts'
import type { Reads } from '../domain/metering/reconciliation.ts'
import { ADMITTED } from '../domain/metering/rollup.ts'
import { ACCOUNT } from '../domain/metering/state.ts'
import { readBillBooks } from './bill-books.ts'

/** How often an account whose books move while they are read is read anew. */
const TRIES = 6
/** A read takes so many packed rows at most, and begins none behind so many calls: a row holds up to 2,000. */
const PACKS = 500
const CALLS = 10_000
/** Objects of the archive that are looked up of an account at most: those of the last days. */
const OBJECTS = 200
/** Differences of one kind that are named. */
const NAMED = 50

export interface ReconcilePorts {
  d1: D1Database
  /** Bytes of an object of the archive; null when it is not there. Left out, nobody looks. */
  sizeOf?: (object: string) => Promise<number | null>
  /** Reads some of the parts, and says what they hold. Left out, nobody does. */
  inspect?: (parts: ReadModel['archives']) => Promise<void>
  /** What the account's object holds, as it is now. */
  ledger: () => Promise<LedgerView>
}

/**
 * Every difference between the books of an account, from the start of a UTC day on (`since`, ms). The object is asked first:
 * what it brings to D1 between the two reads is known by D1's mark, and when that is beyond the answer, both are read anew.
 * 'moving' when that never ends; 'costly' when it takes more reads than there are; 'erased' of an account that is no more.
 */
export async function reconcileAccount(
  { d1, sizeOf, inspect, ledger: ask }: ReconcilePorts,
  accountId: string,
  since: number,
  reads: Reads = { left: Number.POSITIVE_INFINITY },
): Promise<Difference[] | 'moving' | 'costly' | 'erased'> {
  let seen = 0
  let missing: string[] = []
  for (let tries = 0; tries < TRIES; tries++) {
    reads.left -= 1
    const ledger = await ask()
    // D1's mark of before was written by an object that knew these commits.
    if (ledger.seq < seen) return [markBeyond(ledger.seq, seen)]
    const model = await readModel(d1, accountId, since, ledger, reads)
    if (model === 'erased' || model === 'costly') return model
    if (model === 'moved') continue
    seen = model.mark
    if (model.mark > ledger.seq) continue
    if (sizeOf) for (const part of model.archives.slice(-OBJECTS)) part.size = await sizeOf(part.object)
    // An object is written anew when another account's calls go out of it.
    const gone = model.archives.filter(({ size }) => size === null).map(({ object }) => object)
    if (gone.some((object) => !missing.includes(object))) {
      missing = gone
      continue
    }
    await inspect?.(model.archives)
    return reconcile({ ledger, model })
  }
  return 'moving'
}

/**
 * Compares accounts, and computes their bills anew, for a run: null for one that could not be compared, and why goes to the log. Objects of the archive are
 * looked up once, since many accounts share one.
 */
export function comparer(
  d1: D1Database,
  ledger: (tag: string) => Promise<LedgerView>,
  { size, inspect }: { size: (object: string) => Promise<number | null> } & Required<Pick<ReconcilePorts, 'inspect'>>,
) {
  const sizes = new Map<string, Promise<number | null>>()
  return async (
    { id, tag }: { id: string; tag: string },
    since: number,
    reads: Reads,
  ): Promise<Difference[] | null> => {
    const sizeOf = (object: string) => {
      const known = sizes.get(object)
      if (known) return known
      reads.left -= 1
      const found = size(object)
      sizes.set(object, found)
      found.catch(() => sizes.delete(object))
      return found
    }
    try {
      const found = await reconcileAccount({ d1, sizeOf, inspect, ledger: () => ledger(tag) }, id, since, reads)
      if (found === 'erased') return []
      if (typeof found !== 'string') {
        reads.left -= 1
        return [...found, ...auditBills(await readBillBooks(d1, id, since))]
      }
      const error = found === 'moving' ? 'its books move' : 'more of it is kept than one comparison reads'
      console.log(JSON.stringify({ event: 'reconciliation.skipped', account: id, error }))
    } catch (error) {
      console.log(JSON.stringify({ event: 'reconciliation.skipped', account: id, error: String(error) }))
    }
    return null
  }
}

type Rows = Record<string, unknown>[]

/** What D1 holds of an account at one instant. 'moved' when packs went to the archive while they were read. */
async function readModel(
  d1: D1Database,
  accountId: string,
  since: number,
  { counters }: LedgerView,
  reads: Reads,
): Promise<ReadModel | 'moved' | 'costly' | 'erased'> {
  const endless = Object.keys(counters).flatMap((name) => (name.endsWith('/total/total') ? [name.split('/')[0]] : []))
  const prepare = (query: string, ...values: unknown[]) => d1.prepare(query).bind(accountId, ...values)
  const archiveState = prepare('SELECT count(*) AS n, max(archived_at) AS at FROM call_archives WHERE account_id = ?1')

  reads.left -= 1
  const results = await d1.batch<Record<string, unknown>>([
    prepare(
      `SELECT a.erased_at, coalesce(m.seq, 0) AS mark,
         coalesce((SELECT seq FROM calls WHERE account_id = ?1 ORDER BY at DESC, seq DESC LIMIT 1), 0) AS newest
       FROM accounts a LEFT JOIN meter_marks m ON m.account_id = a.id WHERE a.id = ?1`,
    ),
    prepare(
      `SELECT hour - hour % 86400000 AS day, key_id AS keyId, route_id AS routeId, outcome,
         sum(calls) AS calls, sum(credits) AS credits
       FROM usage_hourly WHERE account_id = ?1 AND hour >= ?2 GROUP BY 1, 2, 3, 4`,
      since,
    ),
    prepare(
      uneven('usage_daily', 'day, key_id, route_id', 'hour - hour % 86400000 AS day, key_id, route_id', 'day'),
      since,
    ),
    prepare(uneven('usage_totals', 'hour, NULL, NULL', 'hour, NULL AS key_id, NULL AS route_id', 'hour'), since),
    prepare(
      `SELECT key_id AS keyId, sum(credits) AS credits FROM usage_hourly
       WHERE account_id = ?1 AND (?3 OR key_id IN (
         SELECT value FROM json_each(?2) UNION SELECT id FROM api_keys WHERE account_id = ?1 AND quota ->> 'period' = 'total'
       )) GROUP BY key_id`,
      JSON.stringify(endless),
      endless.includes(ACCOUNT) ? 1 : 0,
    ),
    prepare(
      `SELECT target AS keyId, max(at) AS at FROM audit_events
       WHERE account_id = ?1 AND action = 'key.changed' AND json_type(detail, '$.after.quota') IS NOT NULL GROUP BY target`,
    ),
    prepare(
      `SELECT day, object, start, length, count, sums FROM call_archives WHERE account_id = ?1 AND day >= ?2
       ORDER BY day, object`,
      since,
    ),
    prepare("SELECT id AS keyId, quota ->> 'period' AS kind FROM api_keys WHERE account_id = ?1 AND quota IS NOT NULL"),
    archiveState,
    ...packReads(prepare, { at: since, seq: -1 }, Number.MAX_SAFE_INTEGER),
  ])
  const rows = results.map((result) => result.results)
  const [account, usage, daily, totals, allTime, changed, archives, quotas, state] = rows as [Rows, ...Rows[]]
  const standing = account[0] as { erased_at: number | null; mark: number; newest: number } | undefined
  if (!standing || standing.erased_at !== null) return 'erased'
  const model: ReadModel = {
    since,
    mark: standing.mark,
    newestPack: standing.newest,
    usage: usage as unknown as DaySum[],
    calls: [],
    uneven: [...unevenOf('daily', daily ?? []), ...unevenOf('totals', totals ?? [])],
    packs: [],
    repeated: [],
    archives: (archives ?? []).map((row) => ({
      ...row,
      sums: JSON.parse(row.sums as string),
    })) as ReadModel['archives'],
    allTime: allTime as unknown as ReadModel['allTime'],
    quotas: quotas as unknown as ReadModel['quotas'],
    quotaChanged: changed as unknown as ReadModel['quotaChanged'],
  }

  const sums = new Map<string, DaySum>()
  let page = rows.slice(9)
  for (;;) {
    const next = addPage(model, sums, page)
    if (next === null) {
      model.calls = [...sums.values()].filter(({ day }) => day >= since)
      return model
    }
    if (reads.left <= 0) return 'costly'
    reads.left -= 1
    const results = await d1.batch<Record<string, unknown>>([archiveState, ...packReads(prepare, next, model.mark)])
    if (JSON.stringify(results[0]?.results) !== JSON.stringify(state)) return 'moved'
    page = results.slice(1).map((result) => result.results)
  }
}

/** Adds a page of packs to what was read before; from where the next one begins, or null. */
function addPage(
  model: ReadModel,
  sums: Map<string, DaySum>,
  [end, packs, added, repeated]: Rows[],
): { at: number; seq: number } | null {
  for (const row of (added ?? []) as unknown as DaySum[]) {
    const name = `${row.day}/${row.keyId}/${row.routeId}/${row.outcome}`
    const sum = sums.get(name)
    if (!sum) sums.set(name, row)
    else {
      sum.calls += row.calls
      sum.credits += row.credits
    }
  }
  model.packs.push(...((packs ?? []) as unknown as ReadModel['packs']).slice(0, NAMED - model.packs.length))
  model.repeated.push(...((repeated ?? []) as unknown as ReadModel['repeated']).slice(0, NAMED - model.repeated.length))
  const last = end?.[0] as { at: number; seq: number; packs: number; near: number } | undefined
  return last && (last.packs === PACKS || last.packs < last.near) ? { at: last.at, seq: last.seq } : null
}

/**
 * A page of packs behind a place, up to a commit: where it ends, packs that hold otherwise than they say, the sums by day, and
 * ids that stand in it more than once. Who asks twice is refused twice: only of admitted calls each stands once.
 */
function packReads(
  prepare: (query: string, ...values: unknown[]) => D1PreparedStatement,
  { at, seq }: { at: number; seq: number },
  mark: number,
): D1PreparedStatement[] {
  const page = `WITH near AS (
      SELECT at, seq, sum(count) OVER (ORDER BY at, seq) - count AS before FROM (
        SELECT at, seq, count FROM calls
        WHERE account_id = ?1 AND (at, seq) > (?2, ?3) AND seq <= ?4 ORDER BY at, seq LIMIT ${PACKS})
    ), page AS (
      SELECT c.at, c.seq, c.count, c.body FROM near n JOIN calls c ON c.account_id = ?1 AND c.at = n.at AND c.seq = n.seq
      WHERE n.before < ${CALLS}
    )`
  return [
    `${page} SELECT at, seq, (SELECT count(*) FROM near WHERE before < ${CALLS}) AS packs, (SELECT count(*) FROM near) AS near
     FROM near WHERE before < ${CALLS} ORDER BY at DESC, seq DESC LIMIT 1`,
    `${page} SELECT at, seq, count, json_array_length(body) AS held FROM page
     WHERE json_array_length(body) <> count ORDER BY at, seq LIMIT ${NAMED}`,
    `${page} SELECT (c.value ->> 'at') - (c.value ->> 'at') % 86400000 AS day, c.value ->> 'keyId' AS keyId,
       c.value ->> 'routeId' AS routeId, c.value ->> 'outcome' AS outcome, count(*) AS calls,
       sum(c.value ->> 'credits') AS credits
     FROM page, json_each(page.body) c GROUP BY 1, 2, 3, 4`,
    `${page} SELECT c.value ->> 'id' AS id, count(*) AS times FROM page, json_each(page.body) c
     WHERE c.value ->> 'outcome' IN (SELECT value FROM json_each('${JSON.stringify(ADMITTED)}'))
     GROUP BY 1 HAVING count(*) > 1 LIMIT ${NAMED}`,
  ].map((query) => prepare(query, at, seq, mark))
}

/** Sums of a table that are not those of the hours. */
const uneven = (table: string, columns: string, hourly: string, start: string) =>
  `SELECT ${start} AS start, key_id AS keyId, route_id AS routeId, outcome, sum(hc) AS hc, sum(hr) AS hr, sum(hm) AS hm,
     sum(oc) AS oc, sum(cr) AS cr, sum(om) AS om
   FROM (
     SELECT ${hourly}, outcome, calls AS hc, credits AS hr, ms_sum AS hm, 0 AS oc, 0 AS cr, 0 AS om
     FROM usage_hourly WHERE account_id = ?1 AND hour >= ?2
     UNION ALL
     SELECT ${columns}, outcome, 0, 0, 0, calls, credits, ms_sum FROM ${table} WHERE account_id = ?1 AND ${start} >= ?2
   )
   GROUP BY 1, 2, 3, 4 HAVING sum(hc) <> sum(oc) OR sum(hr) <> sum(cr) OR sum(hm) <> sum(om) LIMIT ${NAMED}`

interface Uneven extends Omit<UnevenSum, 'table' | 'hourly' | 'other'> {
  hc: number
  hr: number
  hm: number
  oc: number
  cr: number
  om: number
}

const unevenOf = (table: UnevenSum['table'], rows: readonly unknown[]): UnevenSum[] =>
  (rows as Uneven[]).map(({ hc, hr, hm, oc, cr, om, ...row }) => ({
    table,
    ...row,
    hourly: { calls: hc, credits: hr, ms: hm },
    other: { calls: oc, credits: cr, ms: om },
  }))
