import type * as z from 'zod'
import { leakResponse } from '../account-input.ts'
import { archivesQuery } from '../archive-input.ts'
import { auditQuery, auditSearch } from '../audit-input.ts'
import { billCredit, billReason, billsQuery, billsSearch } from '../bill-input.ts'
import { billingDetails, planChange, planQuery, planSetting, spendingAlerts, spendingCap } from '../billing-input.ts'
import { allCallsQuery, callQuery, callsQuery } from '../calls-input.ts'
import type { Code } from '../errors.ts'
import { accountCredit, callRefund } from '../favour-input.ts'
import { keyChange, keyCreation, keyQuery, keyRotation } from '../key-input.ts'
import { listQuery } from '../middleware/query.ts'
import { billPaying, paymentRefund, voucherApproval, voucherRefusal, vouchersQuery } from '../paying-input.ts'
import { registration } from '../people-input.ts'
import { planCreation, planInvitation, planVersion } from '../plan-input.ts'
import { profileChange } from '../profile-input.ts'
import { differencesQuery } from '../reconciliation-input.ts'
import { revenueQuery } from '../revenue-input.ts'
import { routeChange, routeCreation } from '../route-input.ts'
import type { json } from '../routes.ts'
import { suspension } from '../suspension-input.ts'
import { accountSwitch, invitation, memberChange } from '../team-input.ts'
import { tokenCreation } from '../token-input.ts'
import * as answers from './answers.ts'
import { login } from './auth-input.ts'
import { authorizationQuery, DENIALS } from './authorize-input.ts'
import * as paying from './paying-answers.ts'
import { findings } from './secret-scanning-input.ts'
import { downloadQuery, usageQuery } from './usage.ts'
import { verification } from './verify-input.ts'

/** One operation of the JSON API, as the written document says it. */
export interface Operation {
  summary: string
  query?: z.ZodObject
  body?: z.ZodType
  /** By status. */
  answers: Record<number, z.ZodType>
  /** Besides those that follow from its audience, its body and its parameters. */
  failures?: readonly Code[]
}

const PLAN_REFUSALS = ['NOT_FOUND', 'SAME_PLAN', 'PLAN_ENDED', 'TOO_MANY_CHANGES', 'CURRENCY_MISMATCH'] as const

/** Every route of the JSON API: one that lacks its words fails the type check. */
export const operations: Record<keyof typeof json, Operation> = {
  register: {
    summary: 'Sign up: a user, an account on the free plan and its first key',
    body: registration,
    answers: { 201: answers.registered },
    failures: ['USERNAME_TAKEN', 'EMAIL_TAKEN', 'TOO_MANY_TRIES', 'THROTTLE_UNAVAILABLE'],
  },
  login: {
    summary:
      'Sign in, by user name or mail address, for a token of 24 hours (operators: 8); with a second factor, by its code too',
    body: login,
    answers: { 200: answers.signedIn },
    failures: [
      'INVALID_CREDENTIALS',
      'second_factor_required',
      'INVALID_CODE',
      'USER_SUSPENDED',
      'TOO_MANY_TRIES',
      'THROTTLE_UNAVAILABLE',
    ],
  },
  logout: { summary: 'End the session', answers: { 200: answers.done } },
  me: { summary: 'Who is signed in, in which account, and in which others', answers: { 200: answers.me } },
  meChange: {
    summary: 'Change your user name or settings: what is named',
    body: profileChange,
    answers: { 200: answers.meChanged },
    failures: ['USERNAME_TAKEN'],
  },
  accountSwitch: {
    summary: 'Go on in another of your accounts, under a new token',
    body: accountSwitch,
    answers: { 200: answers.accountSwitched },
    failures: ['NOT_FOUND'],
  },
  leaving: {
    summary: 'Leave the account; the session goes on in another of yours, or ends',
    answers: { 200: answers.left },
    failures: ['LAST_OWNER', 'TEAM_CHANGED'],
  },
  members: { summary: 'Who is in the account: owners first', answers: { 200: answers.members } },
  memberChange: {
    summary: 'Give a member another role; of owners, and to make one, only owners',
    body: memberChange,
    answers: { 200: answers.memberChanged },
    failures: ['LAST_OWNER', 'TEAM_CHANGED'],
  },
  memberRemoval: {
    summary: 'Remove a member; keys that they made stay',
    answers: { 200: answers.memberChanged },
    failures: ['LAST_OWNER', 'TEAM_CHANGED'],
  },
  ownershipChange: {
    summary: 'Hand the account over: the member becomes an owner, and you an admin',
    answers: { 200: answers.memberChanged },
    failures: ['LAST_OWNER', 'TEAM_CHANGED'],
  },
  invitations: { summary: 'Invitations that can still be accepted', answers: { 200: answers.invitations } },
  inviting: {
    summary: 'Invite someone by mail, for seven days; a second invitation to an address replaces the first',
    body: invitation,
    answers: { 201: answers.invitationShown },
    failures: [
      'ALREADY_MEMBER',
      'MEMBER_LIMIT',
      'TOO_MANY_PENDING',
      'TEAM_CHANGED',
      'TOO_MANY_INVITATIONS',
      'THROTTLE_UNAVAILABLE',
    ],
  },
  invitationWithdrawal: {
    summary: 'Withdraw an invitation: its link is dead',
    answers: { 200: answers.invitationShown },
  },
  keys: {
    summary: 'The account’s keys with their use; newest first unless asked otherwise',
    query: keyQuery,
    answers: { 200: answers.keys },
  },
  keyCreation: {
    summary: 'Create a key; its text is in the answer alone',
    body: keyCreation(0),
    answers: { 201: answers.keyMade },
    failures: ['KEY_LIMIT'],
  },
  key: { summary: 'One key', answers: { 200: answers.keyShown } },
  keyChange: {
    summary: 'Change what is named, or switch a key off and on; of a revoked one only the words about it',
    body: keyChange(0),
    answers: { 200: answers.keyEnded },
    failures: ['KEY_OVER', 'KEY_LIMIT'],
  },
  keyRotation: {
    summary: 'Replace a key by a new one with the same fields; the old one works on for the grace',
    body: keyRotation,
    answers: { 201: answers.keyRotated },
    failures: ['KEY_OVER', 'KEY_ROTATED'],
  },
  keyRevocation: { summary: 'Revoke a key for good; its record stays', answers: { 200: answers.keyEnded } },
  verification: {
    summary:
      'Verify a key and charge its account, for a service token with the scope keys:verify. An account’s own token finds that account’s keys alone',
    body: verification,
    answers: { 200: answers.verified },
    failures: ['UNAUTHENTICATED', 'FORBIDDEN', 'METER_UNAVAILABLE'],
  },
  authorization: {
    summary:
      'Decide for a reverse proxy, by any method: the key in the client’s headers; X-Original-URI, X-Original-Method. X-Cost, X-Scope, X-Route and X-Forwarded-For count beside a valid X-Proxy-Token alone. With deny=403 every refusal but 401 is 403, its own status in X-Decision-Status',
    query: authorizationQuery,
    answers: { 200: answers.done },
    failures: DENIALS,
  },
  leakResponse: {
    summary: 'Choose what is done at once with a key of the account that is found in public',
    body: leakResponse,
    answers: { 200: answers.accountShown },
  },
  secretScanning: {
    summary:
      'Report keys found in public, as GitHub’s secret scanning does, signed by a key that is published at SECRET_SCANNING_KEYS_URL: Github-Public-Key-Identifier and Github-Public-Key-Signature over the raw body. Not there without that setting',
    body: findings,
    answers: { 200: answers.labels },
    failures: ['NOT_FOUND', 'SIGNATURE_REFUSED', 'SIGNER_UNAVAILABLE'],
  },
  tokens: { summary: 'The account’s service tokens, newest first', answers: { 200: answers.tokens } },
  tokenCreation: {
    summary:
      'Create a service token; its text is in the answer alone. What an operator makes for keys:verify or proxy alone is for every account',
    body: tokenCreation(0),
    answers: { 201: answers.tokenMade },
    failures: ['ACCESS_REQUIRED', 'ACCESS_UNAVAILABLE', 'FACTOR_REQUIRED'],
  },
  tokenRevocation: {
    summary: 'Revoke a service token for good: refused at once, at /api/keys/verify and /api/authorize within 5 s',
    answers: { 200: answers.tokenEnded },
  },
  sessions: { summary: 'Your sessions: this one, then the last seen first', answers: { 200: answers.sessions } },
  sessionEnding: {
    summary: 'End one of your sessions: its next request is signed out',
    answers: { 200: answers.sessionEnded },
  },
  otherSessionsEnding: { summary: 'End all of your sessions but this one', answers: { 200: answers.done } },
  accountExport: {
    summary: 'All data of the account, as NDJSON files in a zip; for its owners',
    answers: { 200: answers.zip },
    failures: ['METER_UNAVAILABLE'],
  },
  audit: {
    summary: 'What changed access, keys or the account itself, newest first',
    query: auditQuery,
    answers: { 200: answers.auditEvents },
  },
  usage: {
    summary:
      'Usage over time, in all and by key, route or outcome, beside the period before; and this month against the plan. Sums are kept by hour of UTC: an hour that a zone’s midnight cuts belongs to the day in which it begins',
    query: usageQuery,
    answers: { 200: answers.usage },
  },
  usageDownload: {
    summary:
      'The rows behind it as CSV (RFC 4180) or NDJSON: one an hour of UTC, key, route and outcome; beyond 31 days one a day of UTC. In CSV a text that begins with = + - @ or a control character has a quote before it',
    query: downloadQuery,
    answers: { 200: answers.usageFile },
    failures: ['METER_UNAVAILABLE'],
  },
  calls: {
    summary:
      'Calls, the last ended first. A page may hold fewer than its limit, even none, and still have a next one: only so much is searched at a time',
    query: callsQuery,
    answers: { 200: answers.calls },
  },
  archives: {
    summary: 'Days whose calls are no longer listed but kept as files, newest first',
    query: archivesQuery,
    answers: { 200: answers.archivedDays },
  },
  archive: {
    summary: 'The calls of an archived day: NDJSON packed with gzip, in one member or several, a call a line',
    answers: { 200: answers.gzip },
  },
  call: {
    summary: 'One call: its decision with each check in its order',
    answers: { 200: answers.callShown },
    failures: ['METER_UNAVAILABLE'],
  },
  bills: {
    summary: 'The account’s bills, the newest month first',
    query: billsQuery,
    answers: { 200: answers.bills },
  },
  bill: {
    summary: 'One bill with its lines, and what was paid and credited since',
    answers: { 200: answers.billShown },
  },
  billing: {
    summary:
      'The account’s plan, what comes next, and what the running month comes to before tax: so far and as forecast',
    answers: { 200: answers.billing },
  },
  planQuote: {
    summary:
      'What choosing a plan would do, by its key or id: at once where it costs as much or more, else when the period ends',
    query: planQuery,
    answers: { 200: answers.planQuoted },
    failures: PLAN_REFUSALS,
  },
  planChange: {
    summary:
      'Choose a plan. With `expected` of a quote nothing else than that quote is done. Its limits are in force on the next call',
    body: planChange,
    answers: { 200: answers.planChanged },
    failures: [...PLAN_REFUSALS, 'SUBSCRIPTION_CHANGED'],
  },
  planUndoing: {
    summary: 'Take back a change of plan that was agreed for later',
    answers: { 200: answers.planUndone },
    failures: ['SUBSCRIPTION_CHANGED'],
  },
  spendingCap: {
    summary: 'Cap a month’s overage, or lift the cap: calls beyond it are refused as SPENDING_LIMIT from the next on',
    body: spendingCap,
    answers: { 200: answers.capSet },
  },
  spendingAlerts: {
    summary: 'Choose at which amounts of a month’s overage a mail goes out; ten at most',
    body: spendingAlerts,
    answers: { 200: answers.alertsSet },
  },
  billingDetails: {
    summary: 'Whom bills are addressed to, from the next bill on',
    body: billingDetails,
    answers: { 200: answers.detailsSet },
  },
  billPayment: {
    summary: 'How a bill stands: what is owed, the ways to pay that are set up, payments and vouchers so far',
    answers: { 200: paying.standing },
  },
  billCheckout: {
    summary:
      'Open a way to pay all that is owed by card, on the payment provider’s page; the same one while it is open. Not there where cards are not taken',
    answers: { 201: paying.checkoutOpened },
    failures: ['BILL_NOT_OPEN', 'PROVIDER_UNAVAILABLE', 'PROVIDER_REFUSED'],
  },
  billVoucher: {
    summary:
      'Upload a picture or a PDF of a bank transfer: the body is the file, PNG, JPEG, WebP or PDF by its own bytes, 5 MB at most. Not there where transfers are not taken',
    answers: { 201: paying.voucherShown },
    failures: ['VALIDATION_FAILED', 'BODY_TOO_LARGE', 'BILL_NOT_OPEN', 'TOO_MANY_VOUCHERS'],
  },
  billVoucherFile: { summary: 'A voucher’s file, as an attachment', answers: { 200: paying.voucherFile } },
  stripeWebhook: {
    summary:
      'Stripe’s webhooks, signed in Stripe-Signature under STRIPE_WEBHOOK_SECRET, at most 300 s old. Not there without that setting',
    answers: { 200: paying.heard },
    failures: ['NOT_FOUND', 'SIGNATURE_REFUSED', 'BODY_TOO_LARGE', 'PROVIDER_UNAVAILABLE'],
  },
  plans: { summary: 'The plans on sale', answers: { 200: answers.plans } },
  health: {
    summary: 'Whether D1 and the meter answer, each within 2 s',
    answers: { 200: answers.health, 503: answers.health },
  },
  openapi: { summary: 'This document', answers: { 200: answers.openapi } },
  adminUsers: { summary: 'All users, newest first', query: listQuery, answers: { 200: answers.users } },
  adminAccounts: { summary: 'All accounts, newest first', query: listQuery, answers: { 200: answers.accounts } },
  adminDelivery: {
    summary:
      'How far the database is behind the accounts that wrote calls last, and behind who is late among a sample of those gone quiet',
    answers: { 200: answers.deliveries },
  },
  adminUserSuspension: {
    summary: 'Suspend a user: ends their sessions and suspends the accounts whose only owner they are',
    body: suspension,
    answers: { 200: answers.userChanged },
  },
  adminUserReactivation: {
    summary: 'Reactivate a user and what was suspended with them',
    answers: { 200: answers.userChanged },
  },
  adminAccountSuspension: {
    summary: 'Suspend an account: its next call is refused',
    body: suspension,
    answers: { 200: answers.accountChanged },
  },
  adminAccountReactivation: { summary: 'Reactivate an account', answers: { 200: answers.accountChanged } },
  adminBills: {
    summary:
      'All bills, the newest number first, with the sums of those that the filter leaves. Drafts only when they are asked for',
    query: billsSearch,
    answers: { 200: answers.anyBills },
  },
  adminBill: { summary: 'One bill of whichever account', answers: { 200: answers.anyBillShown } },
  adminBillVoiding: {
    summary: 'Make an open bill void of which nothing was paid or credited. Its number and its month stay taken',
    body: billReason,
    answers: { 200: answers.billChanged },
    failures: ['BILL_NOT_OPEN', 'BILL_BEGUN'],
  },
  adminBillGivingUp: {
    summary: 'Give an open bill up: nobody is asked for it any more',
    body: billReason,
    answers: { 200: answers.billChanged },
    failures: ['BILL_NOT_OPEN'],
  },
  adminBillReopening: {
    summary: 'Ask again for a bill that was given up',
    answers: { 200: answers.billChanged },
    failures: ['BILL_NOT_OPEN'],
  },
  adminBillCrediting: {
    summary:
      'Issue a credit note over what is left of an open or paid bill’s total, or a part of it. An open bill of which nothing is owed any more is paid',
    body: billCredit,
    answers: { 201: answers.billCredited },
    failures: ['BILL_NOT_OPEN'],
  },
  adminAccountPlan: {
    summary: 'Put an account on any plan, at once or when its period ends; without a trial',
    body: planSetting,
    answers: { 200: answers.planChanged },
    failures: ['SAME_PLAN', 'TOO_MANY_CHANGES', 'CURRENCY_MISMATCH', 'SUBSCRIPTION_CHANGED'],
  },
  adminCalls: {
    summary: 'Calls of all accounts as D1 last heard, up to a minute ago, or of one account as they are now',
    query: allCallsQuery,
    answers: { 200: answers.anyCalls },
  },
  adminCall: {
    summary: 'One call of whichever account; with the account’s id also before D1 holds it',
    query: callQuery,
    answers: { 200: answers.anyCallShown },
    failures: ['METER_UNAVAILABLE'],
  },
  adminCallRefund: {
    summary: 'Give back the credits of a call that has ended, once: the next bill takes off what they cost',
    body: callRefund,
    answers: { 201: answers.callRefunded },
    failures: ['CALL_ARCHIVED', 'CALL_UNDER_WAY', 'NOTHING_CHARGED', 'ALREADY_REFUNDED', 'METER_UNAVAILABLE'],
  },
  adminCredit: {
    summary: 'Give an account money in its favour: its next bills take it off',
    body: accountCredit,
    answers: { 201: answers.creditGiven },
    failures: ['CURRENCY_MISMATCH'],
  },
  adminPeriodClosing: {
    summary: 'How far the closing of a month is',
    answers: { 200: answers.period },
  },
  adminPeriodClosingAsking: {
    summary: 'Queue every account whose month is not closed yet; again at any time, nothing is closed twice',
    answers: { 202: answers.period },
    failures: ['PERIOD_NOT_OVER'],
  },
  adminAudit: {
    summary: 'Every audit event, newest first',
    query: auditSearch,
    answers: { 200: answers.auditEvents },
  },
  adminRevenue: {
    summary:
      'What accounts pay a month, were billed and have paid, and what they owe; each currency by itself. Months are calendar months of UTC, the running one the last: bills count when they were issued, payments when they came',
    query: revenueQuery,
    answers: { 200: answers.revenue },
  },
  adminReconciliation: {
    summary: 'The last comparison of all accounts’ books, and the differences that stand',
    query: differencesQuery,
    answers: { 200: answers.differences },
  },
  adminReconciling: {
    summary:
      'Go on comparing for some seconds: in the run under way, else in a new one. Again until finished_at is there',
    answers: { 200: answers.reconciled },
  },
  adminRepairing: {
    summary:
      'Add up days and hourly totals anew from the hours, in up to 50 accounts’ months that the last comparison found uneven, and compare again',
    answers: { 200: answers.repaired },
  },
  adminBillPaying: {
    summary: 'Note money that came for an open bill by another way: no more than is owed',
    body: billPaying,
    answers: { 201: paying.paymentRecorded },
    failures: ['BILL_NOT_OPEN'],
  },
  adminRefund: {
    summary:
      'Give back money of a payment: by the payment provider where it came by card, else noted. No more than is left of it. 202: the provider has not done it yet, and the refund is pending; what it was not reached with is sent when the bill’s payments are looked at',
    body: paymentRefund,
    answers: { 201: paying.paymentShown, 202: paying.paymentShown },
    failures: ['PROVIDER_REFUSED'],
  },
  adminVouchers: {
    summary: 'Vouchers: those that wait first, the oldest of them first, then the newest',
    query: vouchersQuery,
    answers: { 200: paying.voucherRows },
  },
  adminVoucherFile: { summary: 'A voucher’s file, as an attachment', answers: { 200: paying.voucherFile } },
  adminVoucherApproval: {
    summary: 'Approve a voucher: records the payment that it shows',
    body: voucherApproval,
    answers: { 200: paying.voucherReviewed },
    failures: ['VOUCHER_REVIEWED', 'BILL_NOT_OPEN'],
  },
  adminVoucherRefusal: {
    summary: 'Refuse a voucher, for a reason that its account reads',
    body: voucherRefusal,
    answers: { 200: paying.voucherRowShown },
    failures: ['VOUCHER_REVIEWED'],
  },
  adminTokens: { summary: 'The service’s own tokens, newest first', answers: { 200: answers.tokens } },
  adminTokenCreation: {
    summary: 'Issue a token for every account: keys:verify, proxy',
    body: tokenCreation(0),
    answers: { 201: answers.tokenMade },
  },
  adminTokenRevocation: { summary: 'Revoke a token of the service', answers: { 200: answers.tokenEnded } },
  adminPlans: {
    summary: 'Every version of every plan, by key and the newest first, with how many accounts have it',
    answers: { 200: answers.planRows },
  },
  adminPlanCreation: {
    summary: 'Add a plan. It never changes: another version is made of it',
    body: planCreation(''),
    answers: { 201: answers.planShown },
    failures: ['PLAN_KEY_TAKEN'],
  },
  adminPlan: { summary: 'One version of a plan', answers: { 200: answers.planShown } },
  adminPlanRenewing: {
    summary:
      'Make the next version of a plan, in which what is named differs. It is for those who choose from then on; whoever has this version keeps it',
    body: planVersion,
    answers: { 201: answers.planShown },
    failures: ['PLAN_SUPERSEDED', 'PLAN_ENDED'],
  },
  adminPlanEnding: {
    summary: 'End a plan for good, in all its versions: nobody can choose it; whoever has it keeps it',
    answers: { 200: answers.planShown },
    failures: ['PLAN_ENDED', 'PLAN_NEEDED'],
  },
  adminPlanInvitations: {
    summary: 'The accounts that were invited to a plan, the newest first',
    answers: { 200: answers.planInvitations },
  },
  adminPlanInviting: {
    summary: 'Let an account choose a plan by invitation',
    body: planInvitation,
    answers: { 201: answers.planInvitationShown },
    failures: ['PLAN_FOR_EVERYONE', 'PLAN_ENDED'],
  },
  adminPlanInvitationWithdrawal: {
    summary: 'Withdraw an invitation to a plan; an account that has chosen it keeps it',
    answers: { 200: answers.planInvitationShown },
  },
  adminRoutes: { summary: 'The gateway’s routes', answers: { 200: answers.routes } },
  adminRouteCreation: {
    summary: 'Add a route; in force everywhere within 5 s',
    body: routeCreation,
    answers: { 201: answers.routeShown },
    failures: ['PATH_TAKEN'],
  },
  adminRoute: { summary: 'One route', answers: { 200: answers.routeShown } },
  adminRouteChange: {
    summary: 'Change a route',
    body: routeChange,
    answers: { 200: answers.routeShown },
    failures: ['PATH_TAKEN'],
  },
  adminRouteRemoval: { summary: 'Remove a route', answers: { 200: answers.routeShown } },
}
