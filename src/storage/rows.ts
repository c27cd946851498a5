import type { Account, Plan, User } from '../domain/people/people.ts'
import { accounts, plans, users } from './schema.ts'

/** The columns of a user that leave storage: never the password. */
export const userColumns = {
  id: users.id,
  username: users.username,
  email: users.email,
  isOperator: users.isOperator,
  status: users.status,
  suspendedReason: users.suspendedReason,
  locale: users.locale,
  timeZone: users.timeZone,
  theme: users.theme,
  notifications: users.notifications,
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
  deletionDueAt: accounts.deletionDueAt,
  erasedAt: accounts.erasedAt,
} satisfies Record<Exclude<keyof Account, 'plan'>, unknown>
