import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { BillingDetails, BillStatus, LineDetail, LineKind } from '../domain/billing/bill.ts'
import type { PaymentMethod } from '../domain/billing/payments.ts'
import type { ClosedPhase } from '../domain/billing/phases.ts'

/** The tables of plans' phases, bills and payments. Money is whole minor units. */

export const planInvitations = sqliteTable(
  'plan_invitations',
  {
    planKey: text('plan_key').notNull(),
    accountId: text('account_id').notNull(),
    invitedBy: text('invited_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.planKey, table.accountId] })],
)

export const planPhases = sqliteTable(
  'plan_phases',
  {
    accountId: text('account_id').notNull(),
    startsAt: integer('starts_at').notNull(),
    planId: text('plan_id').notNull(),
    trial: integer({ mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.startsAt] })],
)

export const closings = sqliteTable(
  'closings',
  {
    accountId: text('account_id').notNull(),
    period: text().notNull(),
    phases: text({ mode: 'json' }).$type<ClosedPhase[]>().notNull(),
    digest: text().notNull(),
    closedAt: integer('closed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.period] })],
)

export const closingRuns = sqliteTable('closing_runs', {
  period: text().primaryKey(),
  startedAt: integer('started_at').notNull(),
  askedBy: text('asked_by'),
  afterAccount: text('after_account').notNull().default(''),
  queued: integer().notNull().default(0),
  queuedAt: integer('queued_at'),
  claimedUntil: integer('claimed_until').notNull().default(0),
})

export const bills = sqliteTable('bills', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  period: text().notNull(),
  number: integer(),
  status: text().$type<BillStatus>().notNull(),
  currency: text().notNull(),
  subtotalMinor: integer('subtotal_minor').notNull(),
  taxPpm: integer('tax_ppm').notNull(),
  taxMinor: integer('tax_minor').notNull(),
  totalMinor: integer('total_minor').notNull(),
  creditedMinor: integer('credited_minor').notNull().default(0),
  paidMinor: integer('paid_minor').notNull().default(0),
  details: text({ mode: 'json' }).$type<BillingDetails | null>(),
  digest: text().notNull(),
  createdAt: integer('created_at').notNull(),
  issuedAt: integer('issued_at'),
  dueAt: integer('due_at'),
  paidAt: integer('paid_at'),
  taxName: text('tax_name').notNull().default('VAT'),
})

export const billLines = sqliteTable(
  'bill_lines',
  {
    billId: text('bill_id').notNull(),
    position: integer().notNull(),
    kind: text().$type<LineKind>().notNull(),
    planId: text('plan_id'),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    quantity: integer().notNull(),
    detail: text({ mode: 'json' }).$type<LineDetail>().notNull(),
    amountMinor: integer('amount_minor').notNull(),
  },
  (table) => [primaryKey({ columns: [table.billId, table.position] })],
)

export const accountCredits = sqliteTable('account_credits', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  kind: text().$type<'late_refund' | 'goodwill'>().notNull(),
  amountMinor: integer('amount_minor').notNull(),
  usedMinor: integer('used_minor').notNull().default(0),
  currency: text().notNull(),
  reason: text().notNull(),
  givenBy: text('given_by').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const callRefunds = sqliteTable('call_refunds', {
  requestId: text('request_id').primaryKey(),
  accountId: text('account_id').notNull(),
  period: text().notNull(),
  phase: integer().notNull(),
  credits: integer().notNull(),
  reason: text().notNull(),
  givenBy: text('given_by').notNull(),
  createdAt: integer('created_at').notNull(),
  billId: text('bill_id'),
})

export const creditNotes = sqliteTable('credit_notes', {
  id: text().primaryKey(),
  number: integer().notNull(),
  billId: text('bill_id').notNull(),
  accountId: text('account_id').notNull(),
  amountMinor: integer('amount_minor').notNull(),
  reason: text().notNull(),
  issuedBy: text('issued_by').notNull(),
  issuedAt: integer('issued_at').notNull(),
})

export const payments = sqliteTable('payments', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  billId: text('bill_id').notNull(),
  method: text().$type<PaymentMethod>().notNull(),
  amountMinor: integer('amount_minor').notNull(),
  refundedMinor: integer('refunded_minor').notNull().default(0),
  currency: text().notNull(),
  reference: text(),
  note: text(),
  recordedBy: text('recorded_by'),
  paidAt: integer('paid_at').notNull(),
})

export const refunds = sqliteTable('refunds', {
  id: text().primaryKey(),
  paymentId: text('payment_id').notNull(),
  accountId: text('account_id').notNull(),
  amountMinor: integer('amount_minor').notNull(),
  status: text().$type<'pending' | 'done' | 'failed'>().notNull(),
  reference: text(),
  reason: text().notNull(),
  askedBy: text('asked_by'),
  createdAt: integer('created_at').notNull(),
  doneAt: integer('done_at'),
})

export const vouchers = sqliteTable('vouchers', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  billId: text('bill_id').notNull(),
  object: text().notNull(),
  type: text().notNull(),
  bytes: integer().notNull(),
  digest: text().notNull(),
  state: text().$type<'pending' | 'approved' | 'refused'>().notNull(),
  reason: text(),
  uploadedBy: text('uploaded_by').notNull(),
  uploadedAt: integer('uploaded_at').notNull(),
  reviewedBy: text('reviewed_by'),
  reviewedAt: integer('reviewed_at'),
})

export const checkouts = sqliteTable('checkouts', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  billId: text('bill_id').notNull(),
  amountMinor: integer('amount_minor').notNull(),
  currency: text().notNull(),
  openedBy: text('opened_by').notNull(),
  openedAt: integer('opened_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  endedAt: integer('ended_at'),
})

export const stripeEvents = sqliteTable('stripe_events', {
  id: text().primaryKey(),
  type: text().notNull(),
  receivedAt: integer('received_at').notNull(),
  outcome: text().notNull(),
})

export const billNotices = sqliteTable(
  'bill_notices',
  {
    billId: text('bill_id').notNull(),
    kind: text().notNull(),
    at: integer().notNull(),
    toldAt: integer('told_at'),
  },
  (table) => [primaryKey({ columns: [table.billId, table.kind] })],
)

export const spendingNotices = sqliteTable(
  'spending_notices',
  {
    accountId: text('account_id').notNull(),
    period: text().notNull(),
    amountMinor: integer('amount_minor').notNull(),
    at: integer().notNull(),
    toldAt: integer('told_at'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.period, table.amountMinor] })],
)

export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    owner: text().notNull(),
    route: text().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    createdAt: integer('created_at').notNull(),
    status: integer(),
    answer: text(),
  },
  (table) => [primaryKey({ columns: [table.owner, table.route, table.key] })],
)
