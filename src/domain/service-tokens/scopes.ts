import type { Act } from '../people/roles.ts'

/** What a token of an account may be for. */
export const ACCOUNT_SCOPES = ['keys:verify', 'keys:read', 'keys:write', 'usage:read', 'billing:read'] as const
/** What a token that operators issue, for every account, may be for. */
export const SERVICE_SCOPES = ['keys:verify', 'proxy'] as const
export const SCOPES = [...ACCOUNT_SCOPES, 'proxy'] as const
export type Scope = (typeof SCOPES)[number]

/** The acts that a scope reaches on the JSON API. Verifying and deciding for a proxy are no acts of a member. */
const REACHES: Record<Scope, readonly Act[]> = {
  'keys:verify': [],
  'keys:read': ['keys.read'],
  'keys:write': ['keys.write'],
  'usage:read': ['usage.read'],
  'billing:read': ['billing.read'],
  proxy: [],
}

/** Whether one of the scopes reaches an act. */
export const reaches = (scopes: readonly Scope[], act: Act): boolean =>
  scopes.some((scope) => REACHES[scope].includes(act))
