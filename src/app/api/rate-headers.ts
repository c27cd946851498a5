import type { Decision } from '../../domain/metering/decision.ts'

/**
 * `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers: every limit of the key and its account,
 * and `Retry-After` when one of them refused and starts anew.
 */
export function rateHeaders({ limits, refusedBy }: Decision): Record<string, string> {
  if (limits.length === 0) return {}
  const policies = limits.map(
    ({ name, quota, window_seconds: w }) => `"${name}";q=${quota}${w === null ? '' : `;w=${w}`}`,
  )
  const states = limits.map(
    ({ name, remaining, reset_seconds: t }) => `"${name}";r=${remaining}${t === null ? '' : `;t=${t}`}`,
  )
  const headers: Record<string, string> = {
    'ratelimit-policy': policies.join(', '),
    ratelimit: states.join(', '),
  }
  const retry = refusedBy === null ? null : limits[refusedBy]?.reset_seconds
  if (retry) headers['retry-after'] = String(retry)
  return headers
}
