import * as z from 'zod'
import { failed, ok, type Result } from '../../domain/failures.ts'
import { scopes } from '../key-input.ts'
import { fieldErrors } from '../middleware/fields.ts'
import { address, cost, routeName } from './verify-input.ts'

export const authorizationQuery = z.object({
  deny: z.literal('403').optional().meta({ description: 'For proxies that pass on 401 and 403 alone, as nginx does' }),
  proxy: z
    .literal('required')
    .optional()
    .meta({ description: 'Nobody passes without a valid X-Proxy-Token, instead of for 1 credit and without scopes' }),
})

/** What may be answered besides VALID. */
export const DENIALS = [
  'KEY_MISSING',
  'KEY_MALFORMED',
  'KEY_NOT_FOUND',
  'KEY_REVOKED',
  'KEY_EXPIRED',
  'KEY_DISABLED',
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_UNVERIFIED',
  'PAYMENT_REQUIRED',
  'IP_FORBIDDEN',
  'INSUFFICIENT_SCOPE',
  'RATE_LIMITED',
  'SPENDING_LIMIT',
  'QUOTA_EXCEEDED',
  'HEADER_INVALID',
  'PROXY_TOKEN_REFUSED',
  'METER_UNAVAILABLE',
] as const

/** What a call costs and needs, and where it comes from. */
export interface Terms {
  credits: number
  scopes: string[]
  routeId: string
  address: string
}

const TERMS = z.object({
  'X-Cost': z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(cost)
    .default(1),
  'X-Scope': z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(scopes)
    .default([]),
  'X-Route': routeName.default('authorize'),
})

/** What a proxy that proved itself says of a call. HEADER_INVALID with each one named. */
export function readTerms(headers: Headers): Result<Terms> {
  const given = Object.keys(TERMS.shape).map((name) => [name, headers.get(name)?.trim() || undefined])
  const parsed = TERMS.safeParse(Object.fromEntries(given), { reportInput: true })
  if (!parsed.success) return failed('HEADER_INVALID', fieldErrors(parsed.error))
  const { 'X-Cost': credits, 'X-Scope': needed, 'X-Route': routeId } = parsed.data
  return ok({ credits, scopes: needed, routeId, address: clientOf(headers) })
}

/** The client as the proxy saw it: the first of X-Forwarded-For, else X-Real-IP. What is no address is none. */
function clientOf(headers: Headers): string {
  const first = headers.get('X-Forwarded-For')?.split(',', 1)[0]?.trim()
  const said = address.safeParse(first || headers.get('X-Real-IP')?.trim())
  return said.success ? said.data : ''
}
