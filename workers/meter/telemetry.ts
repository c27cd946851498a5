import type { CallRecord, RefusalCount } from '../../src/domain/metering/face.ts'
import { isAdmitted } from '../../src/domain/metering/rollup.ts'
import type { Commit } from './log.ts'
import { telemetrySettings } from './settings.ts'

/** Tells of what a commit wrote, once it is written. */
export type Tell = (accountId: string, commit: Commit) => void

/** Cloudflare drops what an invocation writes beyond; a commit is at most one's work. */
const MOST_POINTS = 250
const NOTHING: Tell = () => {}

/**
 * What tells of calls: a line of the log for each that ended and each refusal that is kept whole, a point of Analytics Engine for
 * each that ended and each count of refusals. `env` may hold the settings, and CALLS.
 */
export function telemetryOf(env: object): Tell {
  const { CALL_LOG_SAMPLING: lines, CALL_POINT_SAMPLING } = telemetrySettings(env as Record<string, unknown>)
  const dataset = (env as { CALLS?: AnalyticsEngineDataset }).CALLS
  const points = dataset ? CALL_POINT_SAMPLING : 0
  if (lines === 0 && points === 0) return NOTHING
  return (account, { ended, kept, refused }) => {
    if (lines > 0) {
      for (const call of ended) if (isTold(call, lines)) console.log(lineOf(account, call))
      for (const call of kept) console.log(lineOf(account, call))
    }
    if (points === 0 || !dataset) return
    let room = MOST_POINTS
    for (const refusal of refused) if (room-- > 0) dataset.writeDataPoint(pointOfRefusals(account, refusal))
    for (const call of ended)
      if (isTold(call, points) && room-- > 0) dataset.writeDataPoint(pointOf(account, call, points))
  }
}

/** What failed is always told, what went well by its id: a call has a line and a point, or the same calls lack both. */
const isTold = (call: CallRecord, share: number): boolean => call.outcome !== 'ok' || spotOf(call.id) < share

/** Where an id lies between 0 and 1, spread evenly: FNV-1a. */
export function spotOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  // Its last bits hang on the last letters most: mixed once more, as MurmurHash3 ends.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** Neither path nor address: the call's page has them, for who may see them. */
const lineOf = (account: string, call: CallRecord): string =>
  JSON.stringify({
    event: 'call',
    request_id: call.id,
    account,
    key: call.keyId,
    route: call.routeId,
    method: call.method,
    code: isAdmitted(call.outcome) ? 'VALID' : call.outcome,
    outcome: isAdmitted(call.outcome) ? call.outcome : 'refused',
    status: call.status,
    ms: call.ms,
    upstream_ms: call.upstreamMs ?? null,
    bytes: call.bytes,
    credits: call.credits,
    at: call.at,
  })

/**
 * blobs: outcome or code, key, route, method, request id. doubles: calls that the point stands for, status, ms, ms of the
 * upstream (-1 without it), bytes, credits, decided at (UTC ms). docs/operations.md names them too.
 */
const pointOf = (account: string, call: CallRecord, share: number): AnalyticsEngineDataPoint => ({
  indexes: [account],
  blobs: [call.outcome, call.keyId, call.routeId, call.method, call.id],
  doubles: [
    call.outcome === 'ok' ? 1 / share : 1,
    call.status,
    call.ms,
    call.upstreamMs ?? -1,
    call.bytes,
    call.credits,
    call.at,
  ],
})

const pointOfRefusals = (account: string, { code, keyId, routeId, count, hour }: RefusalCount) => ({
  indexes: [account],
  blobs: [code, keyId, routeId, '', ''],
  doubles: [count, 0, 0, -1, 0, 0, hour],
})
