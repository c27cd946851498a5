import * as z from 'zod'
import { parseRange } from '../domain/keys/addresses.ts'
import { DECISION_CODES } from '../domain/metering/decision.ts'
import { refusal } from './middleware/fields.ts'
import { listQuery } from './middleware/query.ts'

const named = z.string().trim().max(64).default('')
const instant = z
  .union([z.coerce.number().int().min(0), z.iso.datetime({ offset: true })])
  .nullable()
  .default(null)
const msOf = (at: number | string | null) => (typeof at === 'string' ? Date.parse(at) : at)

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

/** A query of either kind as the domain takes it. */
export const searchOf = <Q extends z.infer<typeof callsQuery>>({
  request_id,
  since,
  until,
  address,
  cursor,
  ...query
}: Q) => ({
  ...query,
  requestId: request_id,
  since: msOf(since),
  until: msOf(until),
  address: parseRange(address),
  cursor: cursor ?? null,
})
