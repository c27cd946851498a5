/**
 * Every path of the site, the console and the JSON API, and who may come there. A path that is not here answers 404,
 * whatever handler is registered for it: no route without a named audience.
 */

import type { Act } from '../domain/people/roles.ts'

/**
 * anyone; guest: only who is signed out; half: whose password was right and whose second factor is still to come; member: a
 * signed-in person; operator: a person who runs the service; service: a program, whose key or service token the handler
 * itself reads, with nothing before it; signed: a program that signs what it sends, which the handler itself checks, likewise;
 * development: anyone, where ENVIRONMENT is development, and elsewhere the path does
 * not exist.
 */
export type Audience = 'anyone' | 'guest' | 'half' | 'member' | 'operator' | 'service' | 'signed' | 'development'
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Route<P extends string = string> {
  method: Method
  path: P
  audience: Audience
  /** Only for a session whose password was typed a short while ago. */
  fresh?: true
  /** Only for a member whose role in the account may do this. A member's route without it is about the person alone. */
  may?: Act
  /** Pages ask for it by themselves: it keeps no session from growing idle. */
  refreshed?: true
}

const on =
  (method: Method) =>
  <const P extends string>(
    path: P,
    audience: Audience,
    more: Pick<Route, 'fresh' | 'may' | 'refreshed'> = {},
  ): Route<P> => ({
    method,
    path,
    audience,
    ...more,
  })
const get = on('GET')
const post = on('POST')
const put = on('PUT')
const patch = on('PATCH')
const del = on('DELETE')

export const site = {
  home: get('/', 'anyone'),
  docs: get('/docs', 'anyone'),
  register: get('/register', 'guest'),
  registration: post('/register', 'guest'),
  login: get('/login', 'guest'),
  signIn: post('/login', 'guest'),
  passkeyQuestion: post('/login/passkey/question', 'guest'),
  passkeySignIn: post('/login/passkey', 'guest'),
  loginFactor: get('/login/factor', 'half'),
  factorGiving: post('/login/factor', 'half'),
  factorPasskeyQuestion: post('/login/factor/passkey/question', 'half'),
  factorPasskeyGiving: post('/login/factor/passkey', 'half'),
  factorLeaving: post('/login/factor/leaving', 'half'),
  loginAgain: get('/login/again', 'member'),
  signInAgain: post('/login/again', 'member'),
  passkeyAgainQuestion: post('/login/again/passkey/question', 'member'),
  passkeyAgain: post('/login/again/passkey', 'member'),
  logout: post('/logout', 'member'),
  verification: get('/verification', 'anyone'),
  verifying: post('/verification', 'anyone'),
  passwordReset: get('/password/reset', 'anyone'),
  passwordResetting: post('/password/reset', 'anyone'),
  newPassword: get('/password/new', 'anyone'),
  newPasswordSetting: post('/password/new', 'anyone'),
  language: post('/preferences/language', 'anyone'),
  theme: post('/preferences/theme', 'anyone'),
  cspReports: post('/csp-reports', 'anyone'),
  dashboard: get('/dashboard', 'member', { may: 'usage.read' }),
  usage: get('/usage', 'member', { may: 'usage.read' }),
  usageDownload: get('/usage/download', 'member', { may: 'usage.read' }),
  calls: get('/calls', 'member', { may: 'usage.read' }),
  archives: get('/calls/archives', 'member', { may: 'usage.read' }),
  archive: get('/calls/archives/:day', 'member', { may: 'usage.read' }),
  call: get('/calls/:request_id', 'member', { may: 'usage.read' }),
  bills: get('/bills', 'member', { may: 'billing.read' }),
  bill: get('/bills/:id', 'member', { may: 'billing.read' }),
  billDownload: get('/bills/:id/download', 'member', { may: 'billing.read' }),
  keys: get('/keys', 'member', { may: 'keys.read' }),
  keyCreation: post('/keys', 'member', { may: 'keys.write' }),
  key: get('/keys/:id', 'member', { may: 'keys.read' }),
  keysRevocation: get('/keys/revocations', 'member', { may: 'keys.write' }),
  keysRevoking: post('/keys/revocations', 'member', { may: 'keys.write' }),
  keyChange: post('/keys/:id', 'member', { may: 'keys.write' }),
  keyRotation: get('/keys/:id/rotation', 'member', { may: 'keys.write' }),
  keyRotating: post('/keys/:id/rotation', 'member', { may: 'keys.write' }),
  keyRevocation: get('/keys/:id/revocation', 'member', { may: 'keys.write' }),
  keyRevoking: post('/keys/:id/revocation', 'member', { may: 'keys.write' }),
  settings: get('/settings', 'member'),
  profile: get('/settings/profile', 'member'),
  profileChange: post('/settings/profile', 'member'),
  password: get('/settings/password', 'member'),
  passwordChange: post('/settings/password', 'member'),
  verificationResend: post('/settings/address/link', 'member'),
  addressChange: get('/settings/address', 'member', { fresh: true }),
  addressChanging: post('/settings/address', 'member', { fresh: true }),
  factors: get('/settings/factors', 'member'),
  app: get('/settings/factors/app', 'member', { fresh: true }),
  appConfirming: post('/settings/factors/app', 'member', { fresh: true }),
  appRemoval: get('/settings/factors/app/removal', 'member', { fresh: true }),
  appRemoving: post('/settings/factors/app/removal', 'member', { fresh: true }),
  passkeyNew: get('/settings/factors/passkeys/new', 'member', { fresh: true }),
  passkeyNewQuestion: post('/settings/factors/passkeys/question', 'member', { fresh: true }),
  passkeyAdding: post('/settings/factors/passkeys', 'member', { fresh: true }),
  passkey: get('/settings/factors/passkeys/:id', 'member'),
  passkeyName: post('/settings/factors/passkeys/:id/name', 'member'),
  passkeyRemoval: get('/settings/factors/passkeys/:id/removal', 'member', { fresh: true }),
  passkeyRemoving: post('/settings/factors/passkeys/:id/removal', 'member', { fresh: true }),
  recoveryCodes: get('/settings/factors/recovery-codes', 'member', { fresh: true }),
  recoveryCodesMaking: post('/settings/factors/recovery-codes', 'member', { fresh: true }),
  account: get('/settings/account', 'member', { may: 'usage.read' }),
  accountName: post('/settings/account/name', 'member', { may: 'account.write' }),
  leakResponse: post('/settings/account/leaked-keys', 'member', { may: 'account.write' }),
  accountExport: get('/settings/account/export', 'member', { may: 'account.export', fresh: true }),
  deletion: get('/settings/account/deletion', 'member', { may: 'account.delete', fresh: true }),
  deletionAsking: post('/settings/account/deletion', 'member', { may: 'account.delete', fresh: true }),
  deletionWithdrawal: post('/settings/account/deletion/withdrawal', 'member', { may: 'account.delete', fresh: true }),
  sessions: get('/settings/sessions', 'member'),
  sessionEnd: get('/settings/sessions/:id/ending', 'member'),
  sessionEnding: post('/settings/sessions/:id/ending', 'member'),
  otherSessionsEnd: get('/settings/sessions/ending', 'member', { fresh: true }),
  otherSessionsEnding: post('/settings/sessions/ending', 'member', { fresh: true }),
  team: get('/settings/members', 'member', { may: 'members.read' }),
  member: get('/settings/members/:id', 'member', { may: 'members.write', fresh: true }),
  memberRole: post('/settings/members/:id/role', 'member', { may: 'members.write', fresh: true }),
  memberRemoval: get('/settings/members/:id/removal', 'member', { may: 'members.write', fresh: true }),
  memberRemoving: post('/settings/members/:id/removal', 'member', { may: 'members.write', fresh: true }),
  ownership: get('/settings/members/:id/ownership', 'member', { may: 'account.hand_over', fresh: true }),
  ownershipChange: post('/settings/members/:id/ownership', 'member', { may: 'account.hand_over', fresh: true }),
  inviting: post('/settings/invitations', 'member', { may: 'members.write', fresh: true }),
  invitationResending: post('/settings/invitations/:id/resending', 'member', { may: 'members.write', fresh: true }),
  invitationWithdrawal: post('/settings/invitations/:id/withdrawal', 'member', { may: 'members.write', fresh: true }),
  leave: get('/settings/membership/ending', 'member', { fresh: true }),
  leaving: post('/settings/membership/ending', 'member', { fresh: true }),
  accountSwitch: post('/accounts/current', 'member'),
  invitation: get('/invitation', 'anyone'),
  invitationAcceptance: post('/invitation', 'member'),
  tokens: get('/settings/tokens', 'member', { may: 'tokens.read' }),
  tokenCreation: post('/settings/tokens', 'member', { may: 'tokens.write', fresh: true }),
  tokenRevocation: get('/settings/tokens/:id/revocation', 'member', { may: 'tokens.write' }),
  tokenRevoking: post('/settings/tokens/:id/revocation', 'member', { may: 'tokens.write' }),
  audit: get('/settings/audit', 'member', { may: 'audit.read' }),
} as const

/** Parts of pages that htmx fetches by themselves. */
export const fragments = {
  dashboardNumbers: get('/dashboard/numbers', 'member', { may: 'usage.read', refreshed: true }),
  callsPart: get('/calls/part', 'member', { may: 'usage.read', refreshed: true }),
  usageNumbers: get('/usage/numbers', 'member', { may: 'usage.read', refreshed: true }),
  keyUse: get('/keys/:id/use', 'member', { may: 'keys.read', refreshed: true }),
} as const

/** Pages for who develops: mails as their readers would see them. */
export const devPages = {
  mails: get('/dev/mail', 'development'),
  mail: get('/dev/mail/:id', 'development'),
  mailHtml: get('/dev/mail/:id/html', 'development'),
} as const

export const consolePages = {
  overview: get('/admin', 'operator'),
  accounts: get('/admin/accounts', 'operator'),
  accountSuspension: get('/admin/accounts/:id/suspension', 'operator'),
  accountSuspending: post('/admin/accounts/:id/suspension', 'operator'),
  accountReactivation: post('/admin/accounts/:id/reactivation', 'operator'),
  users: get('/admin/users', 'operator'),
  userSuspension: get('/admin/users/:id/suspension', 'operator'),
  userSuspending: post('/admin/users/:id/suspension', 'operator'),
  userReactivation: post('/admin/users/:id/reactivation', 'operator'),
  routes: get('/admin/routes', 'operator'),
  routeCreation: post('/admin/routes', 'operator'),
  route: get('/admin/routes/:id', 'operator'),
  routeChange: post('/admin/routes/:id', 'operator'),
  routeTrial: get('/admin/routes/:id/trial', 'operator'),
  routeTrying: post('/admin/routes/:id/trial', 'operator'),
  routeSecretRemoval: get('/admin/routes/:id/secret/removal', 'operator'),
  routeSecretRemoving: post('/admin/routes/:id/secret/removal', 'operator'),
  routeRemoval: get('/admin/routes/:id/removal', 'operator'),
  routeRemoving: post('/admin/routes/:id/removal', 'operator'),
  tokens: get('/admin/tokens', 'operator'),
  tokenCreation: post('/admin/tokens', 'operator', { fresh: true }),
  tokenRevocation: get('/admin/tokens/:id/revocation', 'operator'),
  tokenRevoking: post('/admin/tokens/:id/revocation', 'operator'),
  bills: get('/admin/bills', 'operator'),
  billsDownload: get('/admin/bills/download', 'operator'),
  bill: get('/admin/bills/:id', 'operator'),
  billDownload: get('/admin/bills/:id/download', 'operator'),
  billVoid: get('/admin/bills/:id/voiding', 'operator'),
  billVoiding: post('/admin/bills/:id/voiding', 'operator'),
  billUncollectible: get('/admin/bills/:id/uncollectible', 'operator'),
  billGivingUp: post('/admin/bills/:id/uncollectible', 'operator'),
  billReopening: post('/admin/bills/:id/reopening', 'operator'),
  billCredit: get('/admin/bills/:id/credit-notes', 'operator'),
  billCrediting: post('/admin/bills/:id/credit-notes', 'operator'),
  calls: get('/admin/calls', 'operator'),
  delivery: get('/admin/delivery', 'operator'),
  callRefund: get('/admin/calls/:request_id/refund', 'operator'),
  callRefunding: post('/admin/calls/:request_id/refund', 'operator', { fresh: true }),
  accountCredit: get('/admin/accounts/:id/credit', 'operator'),
  accountCrediting: post('/admin/accounts/:id/credit', 'operator', { fresh: true }),
  periods: get('/admin/periods', 'operator'),
  periodClosing: post('/admin/periods/:period/closing', 'operator'),
  callsPart: get('/admin/calls/part', 'operator', { refreshed: true }),
  call: get('/admin/calls/:request_id', 'operator'),
  reconciliation: get('/admin/reconciliation', 'operator'),
  reconciling: post('/admin/reconciliation', 'operator'),
  repair: get('/admin/reconciliation/repair', 'operator'),
  repairing: post('/admin/reconciliation/repair', 'operator'),
  revenue: get('/admin/revenue', 'operator'),
  revenueDownload: get('/admin/revenue/download', 'operator'),
  audit: get('/admin/audit', 'operator'),
} as const

export const json = {
  register: post('/api/auth/register', 'anyone'),
  login: post('/api/auth/login', 'anyone'),
  logout: post('/api/auth/logout', 'member'),
  me: get('/api/me', 'member'),
  accountSwitch: put('/api/me/account', 'member'),
  leaving: del('/api/me/membership', 'member', { fresh: true }),
  members: get('/api/members', 'member', { may: 'members.read' }),
  memberChange: patch('/api/members/:id', 'member', { may: 'members.write', fresh: true }),
  memberRemoval: del('/api/members/:id', 'member', { may: 'members.write', fresh: true }),
  ownershipChange: post('/api/members/:id/ownership', 'member', { may: 'account.hand_over', fresh: true }),
  invitations: get('/api/invitations', 'member', { may: 'members.write' }),
  inviting: post('/api/invitations', 'member', { may: 'members.write', fresh: true }),
  invitationWithdrawal: del('/api/invitations/:id', 'member', { may: 'members.write', fresh: true }),
  meChange: patch('/api/me', 'member'),
  keys: get('/api/keys', 'member', { may: 'keys.read' }),
  keyCreation: post('/api/keys', 'member', { may: 'keys.write' }),
  key: get('/api/keys/:id', 'member', { may: 'keys.read' }),
  keyChange: patch('/api/keys/:id', 'member', { may: 'keys.write' }),
  keyRotation: post('/api/keys/:id/rotation', 'member', { may: 'keys.write' }),
  keyRevocation: del('/api/keys/:id', 'member', { may: 'keys.write' }),
  verification: post('/api/keys/verify', 'service'),
  authorization: get('/api/authorize', 'service'),
  leakResponse: put('/api/settings/leaked-keys', 'member', { may: 'account.write' }),
  secretScanning: post('/api/webhooks/secret-scanning', 'signed'),
  tokens: get('/api/tokens', 'member', { may: 'tokens.read' }),
  tokenCreation: post('/api/tokens', 'member', { may: 'tokens.write', fresh: true }),
  tokenRevocation: del('/api/tokens/:id', 'member', { may: 'tokens.write' }),
  sessions: get('/api/sessions', 'member'),
  sessionEnding: del('/api/sessions/:id', 'member'),
  otherSessionsEnding: del('/api/sessions', 'member', { fresh: true }),
  accountExport: get('/api/exports/account', 'member', { may: 'account.export', fresh: true }),
  audit: get('/api/audit', 'member', { may: 'audit.read' }),
  usage: get('/api/usage', 'member', { may: 'usage.read' }),
  usageDownload: get('/api/usage/download', 'member', { may: 'usage.read' }),
  calls: get('/api/calls', 'member', { may: 'usage.read' }),
  archives: get('/api/calls/archives', 'member', { may: 'usage.read' }),
  archive: get('/api/calls/archives/:day', 'member', { may: 'usage.read' }),
  call: get('/api/calls/:request_id', 'member', { may: 'usage.read' }),
  bills: get('/api/bills', 'member', { may: 'billing.read' }),
  bill: get('/api/bills/:id', 'member', { may: 'billing.read' }),
  plans: get('/api/plans', 'anyone'),
  health: get('/api/health', 'anyone'),
  openapi: get('/api/openapi.json', 'anyone'),
  adminUsers: get('/api/admin/users', 'operator'),
  adminAccounts: get('/api/admin/accounts', 'operator'),
  adminUserSuspension: post('/api/admin/users/:id/suspension', 'operator'),
  adminUserReactivation: del('/api/admin/users/:id/suspension', 'operator'),
  adminAccountSuspension: post('/api/admin/accounts/:id/suspension', 'operator'),
  adminAccountReactivation: del('/api/admin/accounts/:id/suspension', 'operator'),
  adminBills: get('/api/admin/bills', 'operator'),
  adminBill: get('/api/admin/bills/:id', 'operator'),
  adminBillVoiding: post('/api/admin/bills/:id/voiding', 'operator'),
  adminBillGivingUp: post('/api/admin/bills/:id/uncollectible', 'operator'),
  adminBillReopening: post('/api/admin/bills/:id/reopening', 'operator'),
  adminBillCrediting: post('/api/admin/bills/:id/credit-notes', 'operator'),
  adminCalls: get('/api/admin/calls', 'operator'),
  adminCall: get('/api/admin/calls/:request_id', 'operator'),
  adminCallRefund: post('/api/admin/calls/:request_id/refund', 'operator', { fresh: true }),
  adminCredit: post('/api/admin/accounts/:id/credits', 'operator', { fresh: true }),
  adminPeriodClosing: get('/api/admin/periods/:period/closing', 'operator'),
  adminPeriodClosingAsking: post('/api/admin/periods/:period/closing', 'operator'),
  adminDelivery: get('/api/admin/delivery', 'operator'),
  adminRevenue: get('/api/admin/revenue', 'operator'),
  adminAudit: get('/api/admin/audit', 'operator'),
  adminReconciliation: get('/api/admin/reconciliation', 'operator'),
  adminReconciling: post('/api/admin/reconciliation', 'operator'),
  adminRepairing: post('/api/admin/reconciliation/repair', 'operator'),
  adminTokens: get('/api/admin/tokens', 'operator'),
  adminTokenCreation: post('/api/admin/tokens', 'operator', { fresh: true }),
  adminTokenRevocation: del('/api/admin/tokens/:id', 'operator'),
  adminRoutes: get('/api/admin/routes', 'operator'),
  adminRouteCreation: post('/api/admin/routes', 'operator'),
  adminRoute: get('/api/admin/routes/:id', 'operator'),
  adminRouteChange: patch('/api/admin/routes/:id', 'operator'),
  adminRouteRemoval: del('/api/admin/routes/:id', 'operator'),
} as const

type Params<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Params<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never

/** The address of a route, its parameters encoded: `href(site.key, { id })`. */
export function href<P extends string>(
  route: Route<P>,
  ...[params]: [Params<P>] extends [never] ? [] : [Record<Params<P>, string>]
): string {
  const given: Record<string, string> = params ?? {}
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''))
}
