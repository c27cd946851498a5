import { and, or, type SQL, sql } from 'drizzle-orm'
import type { CallSearch } from '../domain/calls/calls.ts'
import { mayHoldWithin } from './call-addresses.ts'
import { calls } from './schema.ts'

/**
 * Whether a packed row's text has what a search asks of one record: a row that has not need not be read as JSON, which costs
 * most. Bodies are as JSON.stringify writes them.
 */
export function mayHold({ key, route, outcome, code, status, since, until, address }: CallSearch): SQL {
  const has = (name: string, value: string | number) =>
    sql`instr(${calls.body}, ${`"${name}":${JSON.stringify(value)}`}) > 0`
  const conditions = [
    key === '' ? undefined : has('keyId', key),
    route === '' ? undefined : has('routeId', route),
    outcome === '' || outcome === 'refused' ? undefined : has('outcome', outcome),
    code === '' || code === 'VALID' ? undefined : has('outcome', code),
    status === null ? undefined : has('status', status),
    since === null || until === null ? undefined : mayHoldSince(since, until),
    address === null ? undefined : mayHoldWithin(calls.body, address),
  ]
  return and(...conditions) ?? sql`TRUE`
}

/** Whether a row's text may hold a time from `since` until `until`, UTC ms: by the digits with which all these begin, of two kinds at most. */
function mayHoldSince(since: number, until: number): SQL | undefined {
  const power = 10 ** Math.ceil(Math.log10(until - since))
  const beginnings = [...new Set([Math.floor(since / power), Math.floor((until - 1) / power)])]
  // Before there is a first digit nothing is told apart, nor of a time that is none.
  if (!beginnings.every((digits) => digits > 0)) return undefined
  return or(...beginnings.map((digits) => sql`instr(${calls.body}, ${`"at":${digits}`}) > 0`))
}
