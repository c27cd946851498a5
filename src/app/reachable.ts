import type { Context } from 'hono'
import type { User } from '../domain/people/people.ts'
import type { App } from './context.ts'

/**
 * Whether a user's address may be written to of what happens to them. Where addresses must be confirmed, one that is not may be
 * anybody's, whom no one may be made to write to.
 */
export const isReachable = (c: Context<App>, { emailVerifiedAt }: Pick<User, 'emailVerifiedAt'>): boolean =>
  emailVerifiedAt !== null || !c.var.settings.REQUIRE_VERIFIED_EMAIL
