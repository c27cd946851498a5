import { sql } from 'drizzle-orm'
import { PLACEHOLDER_ENDING } from '../domain/people/address.ts'
import type { Account, User } from '../domain/people/people.ts'
import type { Plan } from '../domain/plans/plan.ts'
import { accounts, plans, users } from './schema.ts'

/** What stands in a user's row in place of an address that another user has now. */
export const PLACEHOLDER = sql<string>`${users.id} || ${PLACEHOLDER_ENDING}`

/** The address that people see of a user. */
export const SHOWN_ADDRESS = sql<string>`CASE WHEN ${users.email} = ${PLACEHOLDER} THEN coalesce(${users.pendingEmail}, '') ELSE ${users.email} END`

/** Whether a user has a second factor in force; `users` is in the query. */
const HAS_FACTOR = sql<boolean>`(
  EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = users.id AND f.confirmed_at IS NOT NULL)
  OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = users.id))`.mapWith(Boolean)

/** The columns of a user that leave storage: never the password. */
export const userColumns = {
  id: users.id,
  username: users.username,
  email: users.email,
  emailVerifiedAt: users.emailVerifiedAt,
  pendingEmail: users.pendingEmail,
  isOperator: users.isOperator,
  status: users.status,
  suspendedReason: users.suspendedReason,
  locale: users.locale,
  hasFactor: HAS_FACTOR,
  credentialsVersion: users.credentialsVersion,
  timeZone: users.timeZone,
  theme: users.theme,
  notifications: users.notifications,
  createdAt: users.createdAt,
} satisfies Record<keyof User, unknown>

export const planColumns = {
  id: plans.id,
  key: plans.key,
  version: plans.version,
  name: plans.name,
  priceMinor: plans.priceMinor,
  currency: plans.currency,
  includedCredits: plans.includedCredits,
  overage: plans.overage,
  rateLimits: plans.rateLimits,
  quotas: plans.quotas,
  maxKeys: plans.maxKeys,
  maxMembers: plans.maxMembers,
  trialDays: plans.trialDays,
  byInvitation: plans.byInvitation,
  features: plans.features,
  endedAt: plans.endedAt,
  createdAt: plans.createdAt,
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
  leakResponse: accounts.leakResponse,
  paymentRequiredAt: accounts.paymentRequiredAt,
  spendingCapMinor: accounts.spendingCapMinor,
  spendingAlerts: accounts.spendingAlerts,
  billingDetails: accounts.billingDetails,
} satisfies Record<Exclude<keyof Account, 'plan'>, unknown>
