import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { AuditAction } from '../domain/audit.ts'
import type { BillingDetails } from '../domain/billing/bill.ts'
import type { OverageTier } from '../domain/billing/overage.ts'
import type { LastCall } from '../domain/keys/keys.ts'
import type { Leak, LeakResponse } from '../domain/leaks/leak.ts'
import type { KeyRateLimit, Quota, RateLimit } from '../domain/metering/face.ts'
import type { ArchivedPart, DifferenceCode } from '../domain/metering/reconcile.ts'
import type { Purpose } from '../domain/people/factors/challenges.ts'
import type { Algorithm } from '../domain/people/factors/passkey.ts'
import type { Locale, Notifications, Place, Role, Theme } from '../domain/people/people.ts'
import type { Features } from '../domain/plans/plan.ts'
import type { Turned } from '../domain/routing/circuit.ts'
import type { RouteOptions } from '../domain/routing/options.ts'
import type { Scope } from '../domain/service-tokens/scopes.ts'

export * from './billing-schema.ts'

/** The tables as migrations/ makes them. A migration never reads this file; a test compares the two. */

export const users = sqliteTable('users', {
  id: text().primaryKey(),
  username: text().notNull(),
  email: text().notNull(),
  emailVerifiedAt: integer('email_verified_at'),
  password: text().notNull(),
  isOperator: integer('is_operator', { mode: 'boolean' }).notNull().default(false),
  status: text().$type<'active' | 'suspended'>().notNull().default('active'),
  suspendedReason: text('suspended_reason'),
  locale: text().$type<Locale>(),
  createdAt: integer('created_at').notNull(),
  pendingEmail: text('pending_email'),
  credentialsVersion: integer('credentials_version').notNull().default(0),
  timeZone: text('time_zone').notNull().default('UTC'),
  theme: text().$type<Theme>(),
  notifications: text({ mode: 'json' }).$type<Notifications>().notNull(),
})

export const plans = sqliteTable('plans', {
  id: text().primaryKey(),
  key: text().notNull(),
  version: integer().notNull(),
  name: text().notNull(),
  priceMinor: integer('price_minor').notNull(),
  currency: text().notNull(),
  includedCredits: integer('included_credits'),
  rateLimits: text('rate_limits', { mode: 'json' }).$type<RateLimit[]>().notNull(),
  quotas: text({ mode: 'json' }).$type<Quota[]>().notNull().default([]),
  createdAt: integer('created_at').notNull(),
  overage: text({ mode: 'json' }).$type<OverageTier[] | null>(),
  maxKeys: integer('max_keys'),
  maxMembers: integer('max_members'),
  trialDays: integer('trial_days').notNull().default(0),
  byInvitation: integer('by_invitation', { mode: 'boolean' }).notNull().default(false),
  features: text({ mode: 'json' }).$type<Features>().notNull().default({ en: [], zh: [] }),
  endedAt: integer('ended_at'),
})

export const accounts = sqliteTable('accounts', {
  id: text().primaryKey(),
  name: text().notNull(),
  tag: text().notNull(),
  planId: text('plan_id').notNull(),
  status: text().$type<'active' | 'suspended'>().notNull().default('active'),
  suspendedReason: text('suspended_reason'),
  revision: integer().notNull().default(1),
  createdAt: integer('created_at').notNull(),
  deletionDueAt: integer('deletion_due_at'),
  erasedAt: integer('erased_at'),
  leakResponse: text('leak_response').$type<LeakResponse>().notNull().default('revoke'),
  paymentRequiredAt: integer('payment_required_at'),
  paymentRequiredDays: integer('payment_required_days'),
  spendingCapMinor: integer('spending_cap_minor'),
  spendingAlerts: text('spending_alerts', { mode: 'json' }).$type<number[]>().notNull().default([]),
  billingDetails: text('billing_details', { mode: 'json' }).$type<BillingDetails | null>(),
})

export const memberships = sqliteTable(
  'memberships',
  {
    accountId: text('account_id').notNull(),
    userId: text('user_id').notNull(),
    role: text().$type<Role>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.userId] })],
)

export const sessions = sqliteTable('sessions', {
  idHash: text('id_hash').primaryKey(),
  kind: text().$type<'cookie' | 'bearer'>().notNull(),
  userId: text('user_id').notNull(),
  accountId: text('account_id').notNull(),
  createdAt: integer('created_at').notNull(),
  seenAt: integer('seen_at').notNull(),
  idleMs: integer('idle_ms').notNull(),
  expiresAt: integer('expires_at').notNull(),
  address: text(),
  agent: text(),
  id: text().notNull(),
  place: text({ mode: 'json' }).$type<Place | null>(),
  signedInAt: integer('signed_in_at').notNull(),
  half: integer({ mode: 'boolean' }).notNull().default(false),
})

export const secondFactors = sqliteTable('second_factors', {
  id: text().primaryKey(),
  userId: text('user_id').notNull(),
  kind: text().$type<'totp'>().notNull(),
  secret: text().notNull(),
  lastStep: integer('last_step'),
  confirmedAt: integer('confirmed_at'),
  createdAt: integer('created_at').notNull(),
  usedAt: integer('used_at'),
})

export const passkeys = sqliteTable('passkeys', {
  id: text().primaryKey(),
  userId: text('user_id').notNull(),
  credentialId: text('credential_id').notNull(),
  publicKey: text('public_key').notNull(),
  algorithm: integer().$type<Algorithm>().notNull(),
  name: text().notNull(),
  createdAt: integer('created_at').notNull(),
  usedAt: integer('used_at'),
  signCount: integer('sign_count').notNull().default(0),
  transports: text({ mode: 'json' }).$type<string[]>().notNull(),
})

export const recoveryCodes = sqliteTable('recovery_codes', {
  codeHash: text('code_hash').primaryKey(),
  userId: text('user_id').notNull(),
  usedAt: integer('used_at'),
  createdAt: integer('created_at').notNull(),
})

export const passkeyChallenges = sqliteTable('passkey_challenges', {
  challengeHash: text('challenge_hash').primaryKey(),
  boundTo: text('bound_to').notNull(),
  purpose: text().$type<Purpose>().notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const knownDevices = sqliteTable('known_devices', {
  userId: text('user_id').notNull(),
  device: text().notNull(),
  firstSeenAt: integer('first_seen_at').notNull(),
})

export const tokens = sqliteTable('tokens', {
  tokenHash: text('token_hash').primaryKey(),
  purpose: text().$type<'verify' | 'reset' | 'invite'>().notNull(),
  userId: text('user_id'),
  accountId: text('account_id'),
  email: text(),
  role: text().$type<Role>(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
  createdAt: integer('created_at').notNull(),
  id: text(),
  createdBy: text('created_by'),
})

export const apiKeys = sqliteTable('api_keys', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  hash: text().notNull(),
  hint: text().notNull(),
  name: text().notNull(),
  status: text().$type<'active' | 'disabled' | 'revoked'>().notNull().default('active'),
  scopes: text({ mode: 'json' }).$type<string[]>().notNull(),
  rateLimits: text('rate_limits', { mode: 'json' }).$type<KeyRateLimit[]>().notNull(),
  quota: text({ mode: 'json' }).$type<Quota | null>(),
  expiresAt: integer('expires_at'),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
  revision: integer().notNull(),
  note: text().notNull().default(''),
  environment: text().notNull().default(''),
  allowedIps: text('allowed_ips', { mode: 'json' }).$type<string[]>().notNull().default([]),
  metadata: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
  replacesId: text('replaces_id'),
  inForceAt: integer('in_force_at'),
  lastCallAt: integer('last_call_at'),
  lastCall: text('last_call', { mode: 'json' }).$type<LastCall | null>(),
  leak: text({ mode: 'json' }).$type<Leak | null>(),
})

export const serviceTokens = sqliteTable('service_tokens', {
  id: text().primaryKey(),
  accountId: text('account_id'),
  name: text().notNull(),
  hash: text().notNull(),
  hint: text().notNull(),
  scopes: text({ mode: 'json' }).$type<Scope[]>().notNull(),
  expiresAt: integer('expires_at'),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
  lastUsedAt: integer('last_used_at'),
})

export const meterPushes = sqliteTable('meter_pushes', {
  accountId: text('account_id').primaryKey(),
  tag: text().notNull(),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
})

export const meterMarks = sqliteTable('meter_marks', {
  accountId: text('account_id').primaryKey(),
  seq: integer().notNull().default(0),
  flushedAt: integer('flushed_at').notNull().default(0),
})

export const calls = sqliteTable(
  'calls',
  {
    accountId: text('account_id').notNull(),
    at: integer().notNull(),
    seq: integer().notNull(),
    count: integer().notNull(),
    body: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.at, table.seq] })],
)

export const lateCalls = sqliteTable('late_calls', {
  requestId: text('request_id').primaryKey(),
  accountId: text('account_id').notNull(),
  at: integer().notNull(),
  seq: integer().notNull(),
})

export const callArchives = sqliteTable(
  'call_archives',
  {
    accountId: text('account_id').notNull(),
    day: integer().notNull(),
    object: text().notNull(),
    start: integer().notNull(),
    length: integer().notNull(),
    count: integer().notNull(),
    sums: text({ mode: 'json' }).$type<ArchivedPart['sums']>().notNull(),
    archivedAt: integer('archived_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day, table.object] })],
)

export const archiveObjects = sqliteTable('archive_objects', {
  object: text().primaryKey(),
  state: text().$type<'writing' | 'kept' | 'dropped'>().notNull(),
  at: integer().notNull(),
})

export const reconciliations = sqliteTable('reconciliations', {
  id: text().primaryKey(),
  since: integer().notNull(),
  startedAt: integer('started_at').notNull(),
  finishedAt: integer('finished_at'),
  afterAccount: text('after_account').notNull().default(''),
  accounts: integer().notNull().default(0),
  skipped: integer().notNull().default(0),
  differences: integer().notNull().default(0),
  claimedUntil: integer('claimed_until').notNull().default(0),
  begun: integer().notNull().default(0),
})

export const differences = sqliteTable(
  'differences',
  {
    accountId: text('account_id').notNull(),
    code: text().$type<DifferenceCode>().notNull(),
    subject: text().notNull(),
    keyId: text('key_id'),
    period: text(),
    expected: integer().notNull(),
    found: integer().notNull(),
    since: integer().notNull(),
    firstSeenAt: integer('first_seen_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.code, table.subject] })],
)

const sums = {
  calls: integer().notNull(),
  credits: integer().notNull(),
  msSum: integer('ms_sum').notNull(),
  msHistogram: text('ms_histogram', { mode: 'json' }).$type<number[]>().notNull(),
}

export const usageHourly = sqliteTable(
  'usage_hourly',
  {
    accountId: text('account_id').notNull(),
    hour: integer().notNull(),
    keyId: text('key_id').notNull(),
    routeId: text('route_id').notNull(),
    outcome: text().notNull(),
    ...sums,
  },
  (table) => [primaryKey({ columns: [table.accountId, table.hour, table.keyId, table.routeId, table.outcome] })],
)

export const usageDaily = sqliteTable(
  'usage_daily',
  {
    accountId: text('account_id').notNull(),
    day: integer().notNull(),
    keyId: text('key_id').notNull(),
    routeId: text('route_id').notNull(),
    outcome: text().notNull(),
    ...sums,
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day, table.keyId, table.routeId, table.outcome] })],
)

export const usageTotals = sqliteTable(
  'usage_totals',
  { accountId: text('account_id').notNull(), hour: integer().notNull(), outcome: text().notNull(), ...sums },
  (table) => [primaryKey({ columns: [table.accountId, table.hour, table.outcome] })],
)

export const serviceMinutes = sqliteTable('service_minutes', {
  minute: integer().primaryKey(),
  calls: integer().notNull(),
  errors: integer().notNull(),
})

export const incidents = sqliteTable('incidents', {
  id: text().primaryKey(),
  since: integer().notNull(),
  openedAt: integer('opened_at').notNull(),
  calls: integer().notNull(),
  errors: integer().notNull(),
  highUntil: integer('high_until').notNull(),
  toldAt: integer('told_at'),
  closedAt: integer('closed_at'),
})

export const quotaNotices = sqliteTable(
  'quota_notices',
  {
    accountId: text('account_id').notNull(),
    period: text().notNull(),
    quota: integer().notNull(),
    share: integer().$type<80 | 100>().notNull(),
    used: integer().notNull(),
    at: integer().notNull(),
    toldAt: integer('told_at'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.period, table.quota, table.share] })],
)

export const gatewayRoutes = sqliteTable('routes', {
  id: text().primaryKey(),
  name: text().notNull(),
  path: text().notNull(),
  upstreamUrl: text('upstream_url').notNull(),
  methods: text({ mode: 'json' }).$type<string[]>().notNull(),
  credits: integer().notNull().default(1),
  scopes: text({ mode: 'json' }).$type<string[]>().notNull(),
  timeoutMs: integer('timeout_ms').notNull(),
  maxBodyBytes: integer('max_body_bytes').notNull(),
  stripPrefix: integer('strip_prefix', { mode: 'boolean' }).notNull(),
  billFailures: integer('bill_failures', { mode: 'boolean' }).notNull(),
  options: text({ mode: 'json' }).$type<RouteOptions>().notNull(),
  status: text().$type<'active' | 'removed'>().notNull().default('active'),
  createdAt: integer('created_at').notNull(),
})

export const circuitTurns = sqliteTable('circuit_turns', {
  id: integer().primaryKey(),
  routeId: text('route_id').notNull(),
  at: integer().notNull(),
  turned: text().$type<Turned>().notNull(),
  colo: text().notNull(),
})

export const snapshots = sqliteTable('snapshots', {
  name: text().$type<'routes'>().primaryKey(),
  body: text().notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const auditEvents = sqliteTable('audit_events', {
  id: text().primaryKey(),
  at: integer().notNull(),
  actorId: text('actor_id'),
  accountId: text('account_id'),
  action: text().$type<AuditAction>().notNull(),
  target: text().notNull(),
  detail: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  address: text(),
})
