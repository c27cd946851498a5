import type { Role } from './people.ts'

const EVERYONE = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const

/** Who may do what in an account: the check of every route that names an act, and the page that explains it. */
export const ALLOWED = {
  'usage.read': EVERYONE,
  'keys.read': EVERYONE,
  'keys.write': ['owner', 'admin', 'developer'],
  'billing.read': ['owner', 'admin', 'billing'],
  'billing.write': ['owner', 'admin', 'billing'],
  'members.read': EVERYONE,
  'members.write': ['owner', 'admin'],
  'audit.read': ['owner', 'admin'],
  'tokens.read': ['owner', 'admin'],
  'tokens.write': ['owner', 'admin'],
  'account.write': ['owner', 'admin'],
  'account.export': ['owner'],
  'account.delete': ['owner'],
  'account.hand_over': ['owner'],
} as const satisfies Record<string, readonly Role[]>

/** Something that a member does in an account. */
export type Act = keyof typeof ALLOWED

/** Whether a member of this role may do it. */
export const may = (role: Role, act: Act): boolean => ALLOWED[act].some((allowed) => allowed === role)
