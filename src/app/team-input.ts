import * as z from 'zod'
import { INVITABLE, ROLES } from '../domain/teams/rules.ts'

/** What changing a member takes. Whose account it is, the session says. */
export const memberChange = z.strictObject({ role: z.enum(ROLES) })

/** What inviting takes. An owner is made of a member. */
export const invitation = z.strictObject({ email: z.email().max(254), role: z.enum(INVITABLE) })

/** What switching takes: an account of one's own. */
export const accountSwitch = z.strictObject({ account_id: z.string().min(1).max(64) })
