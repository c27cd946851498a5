import * as z from 'zod'
import { parseRange } from '../domain/keys/addresses.ts'
import { DECISION_CODES } from '../domain/metering/decision.ts'
import { instantOf, UTC } from '../domain/time-zones.ts'
import { refusal } from './middleware/fields.ts'
import { listQuery } from './middleware/query.ts'

const named = z.string().trim().max(64).default('')
/** Of what JavaScript's dates can say, far enough from their end for any zone. */
const LAST = 8_600_000_000_000_000
const instant = z
  .union([z.coerce.number().int().min(0).max(LAST), z.iso.datetime({ offset: true })])
  .nullable()
  .default(null)
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/
/** Which of an account's calls are asked for. */
export const callsQuery = listQuery.omit({ search: true }).extend({
  key: named.meta({ description: 'A key’s id' }),
  route: named.meta({ description: 'A route’s id' }),
  outcome: z.enum(['', 'ok', 'failed', 'unknown', 'refused', ...DECISION_CODES]).default(''),
  code: z
    .enum(['', ...DECISION_CODES])
    .default('')
    .meta({ description: 'The decision’s' }),
  status: z.coerce.number().int().min(0).max(599).nullable().default(null),
  since: instant.meta({ description: 'ISO 8601 with its offset, or UTC milliseconds, of the decision' }),
  until: instant.meta({ description: 'Likewise; not itself included' }),
  address: named
    .refine((text) => text === '' || parseRange(text) !== null, refusal('ip_address'))
    .meta({ description: 'From where the call came: an IPv4 or IPv6 address, or a range of them in CIDR notation' }),
  request_id: named,
})

/** Which of an account's calls, or of all. */
export const allCallsQuery = callsQuery.extend({
  account: named.meta({ description: 'An account’s id: then what D1 does not hold yet is there too' }),
})

/** The account that an operator names beside a request id. */
export const callQuery = allCallsQuery.pick({ account: true })

const isMoment = (text: string): boolean =>
  LOCAL.test(text) ? !Number.isNaN(Date.parse(text)) : instant.safeParse(text).success
/** A time as a form has it, of its reader's zone, or as a link has it. */
const moment = z.string().refine(isMoment, refusal('format')).nullable().default(null)
const inZone = { since: moment, until: moment }

/** What a page's form asks for. */
export const callsForm = callsQuery.extend(inZone)
export const allCallsForm = allCallsQuery.extend(inZone)

/** A query of either kind as the domain takes it; `zone` is the one of times that name none. */
export function searchOf<Q extends z.infer<typeof callsQuery | typeof callsForm>>(given: Q, zone: string = UTC) {
  const { request_id, since, until, address, cursor, outcome, code, ...query } = given
  const msOf = (at: number | string | null) => {
    if (typeof at !== 'string') return at
    if (LOCAL.test(at)) return instantOf(zone, at)
    const read = instant.parse(at)
    return typeof read === 'string' ? Date.parse(read) : read
  }
  return {
    ...query,
    // VALID is a code: of each outcome that a call can have once it passed.
    outcome: outcome === 'VALID' ? '' : outcome,
    code: outcome === 'VALID' && code === '' ? outcome : code,
    requestId: request_id,
    since: msOf(since),
    until: msOf(until),
    address: parseRange(address),
    cursor: cursor ?? null,
  }
}
