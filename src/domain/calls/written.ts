import { type Check, explain } from '../metering/explain.ts'
import type { CallRecord } from '../metering/face.ts'

/** A check of a decision as JSON names it. */
export const writtenCheck = (check: Check) =>
  'name' in check
    ? {
        check: check.check,
        result: check.result,
        name: check.name,
        of: check.of,
        limit: check.limit,
        window_seconds: check.windowSeconds,
        before: check.before,
        after: check.after,
      }
    : check

/** A call as a line of NDJSON has it, in an account's export as in the archive. */
export const writtenCall = ({ id, keyId, routeId, upstreamMs, trail, ...call }: CallRecord) => ({
  request_id: id,
  ...call,
  key_id: keyId,
  route_id: routeId,
  upstream_ms: upstreamMs ?? null,
  checks: explain({ ...call, ...(trail ? { trail } : {}) }).map(writtenCheck),
})
