import type { AuditEntry } from '../../domain/audit.ts'
import type { BillRow, BillTotals, CreditNote, StatedBill, WholeBill } from '../../domain/billing/bills.ts'
import type { AccountCredit, GivenBack } from '../../domain/billing/favours.ts'
import type { CurrencyRevenue, RevenueReport } from '../../domain/billing/revenue.ts'
import type { PeriodState } from '../../domain/billing/runs.ts'
import type { ArchivedDay } from '../../domain/calls/archive.ts'
import type { CallPage, ExplainedCall, NamedCall } from '../../domain/calls/calls.ts'
import { writtenCheck } from '../../domain/calls/written.ts'
import type { KeyRow } from '../../domain/keys/activity.ts'
import type { ApiKey } from '../../domain/keys/keys.ts'
import { codeOf } from '../../domain/metering/explain.ts'
import type { Run, SeenDifference } from '../../domain/metering/reconciliation.ts'
import type { Delivery } from '../../domain/operating/delivery.ts'
import type { AccountRow, UserRow } from '../../domain/operating/operating.ts'
import type { Page } from '../../domain/page.ts'
import { shownAddress } from '../../domain/people/address.ts'
import type { Account, OpenSession, User } from '../../domain/people/people.ts'
import type { Plan } from '../../domain/plans/plan.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'
import type { ServiceToken } from '../../domain/service-tokens/service-tokens.ts'
import type { Invitation, Member } from '../../domain/teams/teams.ts'
import type { MonthUsage } from '../../domain/usage.ts'

/** How JSON names what the domain holds. Times are UTC milliseconds, money minor units with its currency. */

export const userBody = (user: User) => ({
  id: user.id,
  username: user.username,
  email: shownAddress(user),
  email_verified: user.emailVerifiedAt !== null,
  is_admin: user.isOperator,
})

export const settingsBody = ({ locale, timeZone, theme, notifications }: User) => ({
  locale,
  time_zone: timeZone,
  theme,
  notifications: { new_sign_in: notifications.newSignIn, usage: notifications.usage },
})

export const planBody = (plan: Plan) => ({
  key: plan.key,
  name: plan.name,
  price: plan.priceMinor,
  currency: plan.currency,
  included_credits: plan.includedCredits,
  rate_limits: plan.rateLimits,
  quotas: plan.quotas,
})

/** The tag stays inside: keys carry it. */
export const accountBody = (account: Account) => ({
  id: account.id,
  name: account.name,
  status: account.status,
  suspended_reason: account.suspendedReason,
  plan: planBody(account.plan),
  created_at: account.createdAt,
  deletion_due_at: account.deletionDueAt,
  leak_response: account.leakResponse,
})

export const keyBody = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  hint: key.hint,
  status: key.status,
  note: key.note,
  environment: key.environment,
  scopes: key.scopes,
  allowed_ips: key.allowedIps,
  rate_limits: key.rateLimits,
  quota: key.quota,
  expires_at: key.expiresAt,
  created_at: key.createdAt,
  revoked_at: key.revokedAt,
  in_force_at: key.inForceAt,
  metadata: key.metadata,
  replaces: key.replacesId,
  replaced_by: key.replacedById,
  leak: key.leak && {
    at: key.leak.at,
    url: key.leak.url,
    source: key.leak.source,
    response: key.leak.response,
    ends_at: key.leak.endsAt,
  },
})

export const keyRowBody = (row: KeyRow) => ({
  ...keyBody(row),
  calls_this_month: row.calls,
  last_call: row.lastCall && {
    request_id: row.lastCall.id,
    at: row.lastCall.at,
    route_id: row.lastCall.routeId,
    route: row.lastCall.routeName,
    method: row.lastCall.method,
    path: row.lastCall.path,
    address: row.lastCall.address,
  },
})

export const tokenBody = <T extends Omit<ServiceToken, 'createdBy'> & { createdBy: unknown }>(token: T) => ({
  id: token.id,
  account_id: token.accountId,
  name: token.name,
  hint: token.hint,
  scopes: token.scopes,
  expires_at: token.expiresAt,
  created_by: token.createdBy as T['createdBy'],
  created_at: token.createdAt,
  revoked_at: token.revokedAt,
  last_used_at: token.lastUsedAt,
})

export const sessionBody = (session: OpenSession) => ({
  id: session.id,
  kind: session.kind,
  current: session.current,
  device: session.device,
  address: session.address,
  place: session.place,
  opened_at: session.openedAt,
  seen_at: session.seenAt,
  expires_at: session.expiresAt,
})

export const memberBody = (member: Member) => ({
  id: member.id,
  username: member.username,
  email: member.email,
  role: member.role,
  joined_at: member.joinedAt,
})

export const invitationBody = (invitation: Invitation) => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  invited_by: invitation.invitedBy,
  created_at: invitation.createdAt,
  expires_at: invitation.expiresAt,
})

export const auditBody = (entry: AuditEntry) => ({
  id: entry.id,
  at: entry.at,
  action: entry.action,
  by: entry.by,
  actor: entry.actor,
  token: entry.token,
  account: entry.account,
  target: entry.target,
  address: entry.address,
  detail: entry.detail,
})

export const routeBody = (route: GatewayRoute) => ({
  id: route.id,
  name: route.name,
  path: route.path,
  upstream_url: route.upstreamUrl,
  methods: route.methods,
  credits: route.credits,
  scopes: route.scopes,
  timeout_ms: route.timeoutMs,
  max_body_bytes: route.maxBodyBytes,
  strip_prefix: route.stripPrefix,
  bill_failures: route.billFailures,
  credits_by_method: route.options.creditsByMethod ?? {},
  credits_from: route.options.creditsFrom ?? null,
  cache_seconds: route.options.cacheSeconds ?? 0,
  rewrites: route.options.rewrites ?? [],
  set_headers: route.options.setHeaders ?? {},
  remove_headers: route.options.removeHeaders ?? [],
  cors_origins: route.options.corsOrigins ?? [],
  retries: route.options.retries ?? 0,
  circuit: route.options.circuit ?? null,
  upstream_secret: route.options.secret ? { header: route.options.secret.header } : null,
  created_at: route.createdAt,
})

export const monthBody = (month: MonthUsage) => ({
  start: month.start,
  end: month.end,
  used: month.used,
  exact: month.exact,
  limit: month.limit,
  refused: month.refused,
  median_ms: month.medianMs,
  p95_ms: month.p95Ms,
  credits_a_day: month.pace,
  runs_out_at: month.runsOutAt,
})

export const callBody = (call: NamedCall) => ({
  request_id: call.id,
  at: call.at,
  key_id: call.keyId,
  key_hint: call.keyHint,
  key_name: call.keyName,
  route_id: call.routeId,
  route: call.routeName,
  method: call.method,
  path: call.path,
  address: call.address,
  outcome: call.outcome,
  code: codeOf(call),
  status: call.status,
  ms: call.ms,
  upstream_ms: call.upstreamMs ?? null,
  bytes: call.bytes,
  credits: call.credits,
})

/** A call with its decision. */
export const explainedBody = (call: ExplainedCall) => ({
  ...callBody(call),
  credits_asked: call.asked,
  refunded: call.refunded,
  scopes: call.scopes,
  checks: call.checks.map(writtenCheck),
  limits_kept: call.limitsKept,
})

/** Operators see whose it is. */
export const anyCallBody = (call: NamedCall) => ({ account_id: call.accountId, ...callBody(call) })

export const deliveryBody = ({ accountId, accountName, deliveredAt, backlog, age, isLate }: Delivery) => ({
  account_id: accountId,
  account_name: accountName,
  delivered_at: deliveredAt,
  late: isLate,
  waiting: backlog?.calls ?? null,
  oldest_age_ms: age,
  failures: backlog?.failures ?? null,
})

const currencyBody = (revenue: CurrencyRevenue) => ({
  currency: revenue.currency,
  recurring_minor: revenue.recurringMinor,
  accounts: revenue.accounts,
  trials: revenue.trials,
  billed_minor: revenue.billedMinor,
  paid_minor: revenue.paidMinor,
  outstanding_minor: revenue.owedMinor,
  months: revenue.months.map(({ period, bills, billedMinor, paidMinor }) => ({
    month: period,
    bills,
    billed_minor: billedMinor,
    paid_minor: paidMinor,
  })),
  plans: revenue.plans.map(({ planId, key, version, name, priceMinor, accounts, trials, billedMinor }) => ({
    ...{ id: planId, key, version, name, price: priceMinor, accounts, trials },
    recurring_minor: priceMinor * accounts,
    billed_minor: billedMinor,
  })),
  ageing: revenue.ageing.map(({ age, bills, owedMinor }) => ({ age, bills, outstanding_minor: owedMinor })),
  top_accounts: revenue.top.map(({ accountId, name, bills, billedMinor }) => ({
    ...{ account_id: accountId, name, bills, billed_minor: billedMinor },
  })),
})

export const revenueBody = ({ at, from, until, currencies }: RevenueReport) => ({
  ...{ at, from, until },
  currencies: currencies.map(currencyBody),
})

export const accountRowBody = (row: AccountRow) => ({
  ...accountBody(row),
  owner: row.owner,
  active_keys: row.activeKeys,
  erased_at: row.erasedAt,
})

export const userRowBody = (row: UserRow) => ({
  ...userBody(row),
  status: row.status,
  suspended_reason: row.suspendedReason,
  accounts: row.accounts,
  created_at: row.createdAt,
})

export const billBody = (bill: StatedBill) => ({
  id: bill.id,
  number: bill.numberText,
  month: bill.period,
  status: bill.status,
  currency: bill.currency,
  subtotal_minor: bill.subtotalMinor,
  tax_name: bill.taxName,
  tax_ppm: bill.taxPpm,
  tax_minor: bill.taxMinor,
  total_minor: bill.totalMinor,
  credited_minor: bill.creditedMinor,
  paid_minor: bill.paidMinor,
  outstanding_minor: bill.outstandingMinor,
  billing_details: bill.details && {
    name: bill.details.name,
    address: bill.details.address,
    tax_id: bill.details.taxId,
  },
  digest: bill.digest,
  issued_at: bill.issuedAt,
  due_at: bill.dueAt,
  paid_at: bill.paidAt,
})

export const creditNoteBody = (note: CreditNote) => ({
  id: note.id,
  number: note.number,
  amount_minor: note.amountMinor,
  reason: note.reason,
  issued_at: note.issuedAt,
})

/** A bill with all that belongs to it; what operators noted about payments is theirs alone. */
export const wholeBillBody = ({ bill, lines, payments, creditNotes, acts }: WholeBill) => ({
  ...billBody(bill),
  lines: lines.map((line) => ({
    kind: line.kind,
    plan: line.planName,
    starts_at: line.startsAt,
    ends_at: line.endsAt,
    quantity: line.quantity,
    amount_minor: line.amountMinor,
    ...('priceMinor' in line.detail
      ? { price_minor: line.detail.priceMinor, month_seconds: line.detail.monthSeconds }
      : {}),
    ...('tier' in line.detail ? { tier: line.detail.tier } : {}),
    ...('requestIds' in line.detail ? { request_ids: line.detail.requestIds, of_month: line.detail.ofPeriod } : {}),
    ...('reason' in line.detail ? { reason: line.detail.reason } : {}),
  })),
  payments: payments.map((payment) => ({
    id: payment.id,
    method: payment.method,
    amount_minor: payment.amountMinor,
    refunded_minor: payment.refundedMinor,
    paid_at: payment.paidAt,
  })),
  credit_notes: creditNotes.map(creditNoteBody),
  acts: acts.map(({ act, at, reason }) => ({ action: act, at, reason })),
})

/** Operators see whose it is. */
export const anyBillBody = (bill: BillRow) => ({
  account_id: bill.accountId,
  account_name: bill.accountName,
  ...billBody(bill),
})
export const anyWholeBillBody = (whole: WholeBill) => ({
  account_id: whole.account.id,
  account_name: whole.account.name,
  ...wholeBillBody(whole),
})

export const billTotalsBody = (totals: BillTotals) => ({
  currency: totals.currency,
  bills: totals.bills,
  total_minor: totals.totalMinor,
  credited_minor: totals.creditedMinor,
  paid_minor: totals.paidMinor,
  outstanding_minor: totals.outstandingMinor,
})

export const archivedDayBody = ({ day, calls, bytes }: ArchivedDay) => ({
  day: new Date(day).toISOString().slice(0, 10),
  calls,
  bytes,
})

export const runBody = (run: Run) => ({
  id: run.id,
  since: run.since,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  accounts: run.accounts,
  skipped: run.skipped,
  differences: run.differences,
})

export const periodBody = ({ period, run, done, left, bills }: PeriodState) => ({
  period,
  run: run && {
    started_at: run.startedAt,
    asked_by: run.askedBy,
    queued: run.queued,
    queued_at: run.queuedAt,
  },
  done,
  left,
  bills: bills.map(({ currency, count, totalMinor }) => ({ currency, count, total_minor: totalMinor })),
})

export const givenBackBody = (refund: GivenBack) => ({
  request_id: refund.requestId,
  account_id: refund.accountId,
  period: refund.period,
  credits: refund.credits,
  reason: refund.reason,
  created_at: refund.createdAt,
})

export const creditBody = (credit: AccountCredit) => ({
  id: credit.id,
  account_id: credit.accountId,
  kind: credit.kind,
  amount_minor: credit.amountMinor,
  used_minor: credit.usedMinor,
  currency: credit.currency,
  reason: credit.reason,
  created_at: credit.createdAt,
})

export const differenceBody = (difference: SeenDifference) => ({
  account_id: difference.accountId,
  code: difference.code,
  subject: difference.subject,
  key_id: difference.keyId,
  period: difference.period,
  expected: difference.expected,
  found: difference.found,
  first_seen_at: difference.firstSeenAt,
  last_seen_at: difference.lastSeenAt,
})

export const listBody = <T, B>({ items, next }: Page<T>, body: (item: T) => B) => ({
  success: true,
  data: items.map(body),
  next_cursor: next,
})

export const callsBody = <B>(page: CallPage, body: (call: NamedCall) => B) => ({
  ...listBody(page, body),
  searched_back_to: page.searchedTo,
})
