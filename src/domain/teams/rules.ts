import type { Role } from '../people/people.ts'
import { may } from '../people/roles.ts'

/** Every role, the mightiest first. */
export const ROLES = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const satisfies readonly Role[]

/** What a mail can make of its reader. An owner is made of someone who is a member already. */
export const INVITABLE = ['admin', 'developer', 'billing', 'viewer'] as const satisfies readonly Role[]
export type InvitableRole = (typeof INVITABLE)[number]

/** Whether someone of role `mine` may do anything to a member of role `theirs`. Nobody but an owner touches an owner. */
export const mayTouch = (mine: Role, theirs: Role): boolean =>
  may(mine, 'members.write') && (mine === 'owner' || theirs !== 'owner')

/** The roles that someone of role `mine` may give to a member whom they may touch. */
export const rolesToGive = (mine: Role): readonly Role[] =>
  may(mine, 'members.write') ? ROLES.filter((role) => mayTouch(mine, role)) : []
