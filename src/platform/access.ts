import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Clock } from '../domain/clock.ts'
import { failed, ok, type Result } from '../domain/failures.ts'

/** Where Cloudflare Access stands before the console: whose team, and the application's audience tag. */
export interface AccessSettings {
  /** `https://example.cloudflareaccess.com`: issues the assertions and publishes the keys. */
  team: string
  audience: string
}

/** Checks the assertion that Access adds to each request it lets through. Closed when the team's keys cannot be had. */
export type Access = (assertion: string | undefined) => Promise<Result<null>>

// Keys are kept as long as the isolate lives, and read again when they are old or an assertion names another.
const keysOf = new Map<string, JWTVerifyGetKey>()

function teamKeys(team: string): JWTVerifyGetKey {
  const known = keysOf.get(team)
  if (known) return known
  const keys = createRemoteJWKSet(new URL('/cdn-cgi/access/certs', team))
  keysOf.set(team, keys)
  return keys
}

// Those say that the keys are not to be had; jose's other errors speak of the assertion.
const AWAY = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'])
const isRefusal = (error: unknown): boolean => error instanceof errors.JOSEError && !AWAY.has(error.code)

/**
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
 * The algorithm is pinned; issuer, audience and times are checked. ACCESS_REQUIRED, or ACCESS_UNAVAILABLE without keys.
 */
export function makeAccess({ team, audience }: AccessSettings, clock: Clock): Access {
  return async (assertion) => {
    try {
      await jwtVerify(assertion ?? '', teamKeys(team), {
        algorithms: ['RS256'],
        issuer: team,
        audience,
        requiredClaims: ['exp', 'iat'],
        currentDate: new Date(clock()),
      })
      return ok(null)
    } catch (error) {
      if (isRefusal(error)) return failed('ACCESS_REQUIRED')
      console.log(JSON.stringify({ event: 'access.unreachable', error: (error as Error).name }))
      return failed('ACCESS_UNAVAILABLE')
    }
  }
}
