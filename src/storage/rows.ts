import { sql } from 'drizzle-orm'
import type { Account, Plan, User } from '../domain/people/people.ts'
import { accounts, plans, users } from './schema.ts'

/** Whether a user has a second factor in force; `users` is in the query. */
const HAS_FACTOR = sql<boolean>`(
  EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = users.id AND f.confirmed_at IS NOT NULL)
  OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = users.id))`.mapWith(Boolean)

/** The columns of a user that leave storage: never the password. */
export const userColumns = {
  id: users.id,
  username: users.username,
  email: users.email,
  isOperator: users.isOperator,
  status: users.status,
  suspendedReason: users.suspendedReason,
  locale: users.locale,
  hasFactor: HAS_FACTOR,
  createdAt: users.createdAt,
} satisfies Record<keyof User, unknown>

export const planColumns = {
  id: plans.id,
  key: plans.key,
  name: plans.name,
  priceMinor: plans.priceMinor,
  currency: plans.currency,
  includedCredits: plans.includedCredits,
  rateLimits: plans.rateLimits,
} satisfies Record<keyof Plan, unknown>

export const accountColumns = {
  id: accounts.id,
  name: accounts.name,
  tag: accounts.tag,
  status: accounts.status,
  suspendedReason: accounts.suspendedReason,
  createdAt: accounts.createdAt,
} satisfies Record<Exclude<keyof Account, 'plan'>, unknown>
