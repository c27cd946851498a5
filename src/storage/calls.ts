import { and, asc, between, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import type { CallSearch } from '../domain/calls/calls.ts'
import type { PackPlace, PlacedCall, Scan } from '../domain/calls/make.ts'
import { timeOfId } from '../domain/ids.ts'
import { isWithin } from '../domain/keys/addresses.ts'
import type { CallRecord } from '../domain/metering/face.ts'
import { mayLieWithin } from './call-addresses.ts'
import { mayHold } from './call-texts.ts'
import type { Database } from './database.ts'
import { LATE_MS } from './flush.ts'
import { calls, lateCalls } from './schema.ts'

/** Packed rows that are read at a time, and at most for one page. */
const [FIRST_PACKS, MOST_PACKS] = [4, 100]
/** Records of one packed row that are read to find those of an address: SQL tells addresses apart only roughly. */
const MOST_ROUGH = 500
/** A call whose end was written later than this is not listed by when it was decided, ms. */
const WRITTEN_WITHIN = 3_600_000
/** How far an object's clock may be behind that of the gateway which made an id, ms. */
const CLOCKS_APART = 60_000

const ADMITTED = sql`('ok', 'failed', 'unknown')`

/** What a search asks of one record, `value`, but its id, by which `findCall` finds; src/domain/calls says the same of records that are not in D1. */
function fitting({ key, route, outcome, code, status, since, until, address }: CallSearch): SQL {
  const of = (name: string) => sql`value ->> ${name}`
  const conditions = [
    key === '' ? undefined : sql`${of('keyId')} = ${key}`,
    route === '' ? undefined : sql`${of('routeId')} = ${route}`,
    outcome === ''
      ? undefined
      : outcome === 'refused'
        ? sql`${of('outcome')} NOT IN ${ADMITTED}`
        : sql`${of('outcome')} = ${outcome}`,
    code === '' ? undefined : code === 'VALID' ? sql`${of('outcome')} IN ${ADMITTED}` : sql`${of('outcome')} = ${code}`,
    status === null ? undefined : sql`${of('status')} = ${status}`,
    since === null ? undefined : sql`${of('at')} >= ${since}`,
    until === null ? undefined : sql`${of('at')} < ${until}`,
    address === null ? undefined : mayLieWithin(of('address'), address),
  ]
  return and(...conditions) ?? sql`TRUE`
}

const order = [desc(calls.at), desc(calls.accountId), desc(calls.seq)]

/** The packed rows that hold `where` from a place on, newest first, each with those of its records that fit. */
function packs(
  db: Database,
  search: CallSearch,
  where: SQL | undefined,
  from: PackPlace | null,
  most: number,
  limit: number,
) {
  const behind =
    from === null
      ? sql`TRUE`
      : sql`(key < ${from.index} OR (${calls.at}, ${calls.accountId}, ${calls.seq}) <> (${from.at}, ${from.accountId}, ${from.seq}))`
  // Not among the conditions on rows: then a search for what is rare would read them all.
  const found = sql<string>`CASE WHEN ${mayHold(search)} THEN
    (SELECT json_group_array(json_array(key, json(value))) FROM (SELECT key, value FROM json_each(${calls.body})
    WHERE ${fitting(search)} AND ${behind} ORDER BY key DESC LIMIT ${limit})) ELSE '[]' END`
  // Read by the same statement, so that the mark belongs to the rows.
  const mark = sql<number | null>`(SELECT m.seq FROM meter_marks m WHERE m.account_id = ${calls.accountId})`
  const { since, until } = search
  return db
    .select({ at: calls.at, accountId: calls.accountId, seq: calls.seq, mark, found })
    .from(calls)
    .where(
      and(
        where,
        // A record is written after it was decided.
        since === null ? undefined : gte(calls.at, since),
        until === null ? undefined : lte(calls.at, until + WRITTEN_WITHIN),
        from === null ? undefined : lte(calls.at, from.at),
        from === null
          ? undefined
          : sql`(${calls.at}, ${calls.accountId}, ${calls.seq}) <= (${from.at}, ${from.accountId}, ${from.seq})`,
      ),
    )
    .orderBy(...order)
    .limit(most)
}

/** At most `limit` records that a search asks for among the rows that hold `where`, newest first. */
export async function scanCalls(
  db: Database,
  search: CallSearch,
  where: SQL | undefined,
  from: PackPlace | null,
  limit: number,
): Promise<Scan> {
  const { address } = search
  const found: PlacedCall[] = []
  const mostOfRow = address === null ? limit : MOST_ROUGH
  let mark: number | null = null
  let next = from
  for (const most of [FIRST_PACKS, MOST_PACKS - FIRST_PACKS]) {
    const rows = await packs(db, search, where, next, most, mostOfRow)
    for (const { found: records, mark: held, ...row } of rows) {
      mark ??= held
      const read = JSON.parse(records) as [number, CallRecord][]
      for (const [index, call] of read)
        if (address === null || isWithin(call.address, [address])) found.push({ place: { ...row, index }, call })
      const [last] = read.at(-1) ?? []
      if (last !== undefined && read.length === mostOfRow)
        return { mark: mark ?? 0, calls: found.slice(0, limit), next: { ...row, index: last } }
    }
    const last = rows.at(-1)
    next = rows.length < most || !last ? null : { at: last.at, accountId: last.accountId, seq: last.seq, index: 0 }
    if (next === null || found.length >= limit) break
  }
  return { mark: mark ?? 0, calls: found.slice(0, limit), next }
}

/**
 * The record of a request id in an account, or for null in any. A call is written at its end: a late one's row is known, any
 * other stands among the rows of the time after its id was made, of which at most `most` are read.
 */
export async function findCall(
  db: Database,
  accountId: string | null,
  id: string,
  most: number,
): Promise<PlacedCall | null> {
  const made = timeOfId(id)
  if (Number.isNaN(made)) return null
  const [late] = await db
    .select({ accountId: lateCalls.accountId, at: lateCalls.at, seq: lateCalls.seq })
    .from(lateCalls)
    .where(and(eq(lateCalls.requestId, id), accountId === null ? undefined : eq(lateCalls.accountId, accountId)))
  const within = late
    ? and(eq(calls.accountId, late.accountId), eq(calls.at, late.at), eq(calls.seq, late.seq))
    : and(
        accountId === null ? undefined : eq(calls.accountId, accountId),
        between(calls.at, made - CLOCKS_APART, made + LATE_MS),
      )
  const rows = db
    .select({ at: calls.at, accountId: calls.accountId, seq: calls.seq, body: calls.body })
    .from(calls)
    .where(within)
    .orderBy(asc(calls.at), asc(calls.accountId), asc(calls.seq))
    .limit(most)
    .as('packs')
  const [pack] = await db
    .select({
      at: rows.at,
      accountId: rows.accountId,
      seq: rows.seq,
      found: sql<
        string | null
      >`(SELECT json_array(key, json(value)) FROM json_each(${rows.body}) WHERE value ->> 'id' = ${id})`,
    })
    .from(rows)
    // Most rows are told apart by their text alone, without reading it as JSON.
    .where(sql`instr(${rows.body}, ${`"${id}"`}) > 0`)
    .limit(1)
  if (!pack?.found) return null
  const [index, call] = JSON.parse(pack.found) as [number, CallRecord]
  return { place: { at: pack.at, accountId: pack.accountId, seq: pack.seq, index }, call }
}
