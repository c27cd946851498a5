import { PNG } from '../../domain/billing/paying/voucher-file.fixture.ts'
import type { Person } from '../visitor.fixture.ts'

export type Body = Record<string, string | string[] | number | null | File>

/** Plans without a price, one after the other: each differs from the one before. */
export const WALK_PLANS = ['walk1', 'walk2', 'walk3', 'walk4']
let chosen = 0
const nextPlan = (): Body => {
  chosen += 1
  return { plan: WALK_PLANS[chosen % WALK_PLANS.length] ?? '' }
}

const VOUCHER = new File([PNG as Uint8Array<ArrayBuffer>], 'walked.png')
/** Where the walk finds Stripe. */
export const STRIPE = {
  STRIPE_SECRET_KEY: 'sk_test_walked',
  STRIPE_WEBHOOK_SECRET: 'whsec_walked',
  STRIPE_API_URL: 'http://127.0.0.1:12111',
}

/** What a route is sent besides its path, where without it the body would be refused first. */
export const BODIES: Record<string, Body | ((person: Person) => Body)> = {
  'POST /settings/account/name': { name: 'walked' },
  'POST /settings/account/leaked-keys': { response: 'notify' },
  'PUT /api/settings/leaked-keys': { response: 'notify' },
  'POST /settings/account/deletion': ({ session }) => ({ name: session.account.name }),
  'PUT /api/billing/plan': nextPlan,
  'PUT /api/admin/accounts/:id/plan': nextPlan,
  'POST /admin/accounts/:id/plan': nextPlan,
  'GET /api/billing/quote': { plan: 'walk1' },
  'PUT /api/billing/cap': { amount_minor: null },
  'PUT /api/billing/alerts': { amounts_minor: [] },
  'PUT /api/billing/details': { name: 'walked' },
  'POST /billing/cap': { amount: '12.50' },
  'POST /billing/alerts': { amounts: '10' },
  'POST /billing/details': { name: 'walked' },
  'POST /keys': { name: 'walked' },
  'POST /keys/:id': { name: 'walked' },
  'POST /keys/revocations': { id: 'key_walked' },
  'POST /api/keys': { name: 'walked' },
  'POST /settings/tokens': { name: 'walked', scopes: ['keys:read', 'usage:read'] },
  'POST /api/tokens': { name: 'walked', scopes: ['keys:read'] },
  'PATCH /api/keys/:id': { name: 'walked' },
  'POST /settings/factors/passkeys/:id/name': { name: 'walked' },
  'POST /settings/members/:id/role': { role: 'developer' },
  'PATCH /api/members/:id': { role: 'developer' },
  'POST /settings/invitations': { email: 'walked@example.com', role: 'viewer' },
  'POST /api/invitations': { email: 'walked@example.com', role: 'viewer' },
  'POST /admin/accounts/:id/suspension': { reason: 'walked' },
  'POST /admin/users/:id/suspension': { reason: 'walked' },
  'POST /api/admin/accounts/:id/suspension': { reason: 'walked' },
  'POST /api/admin/users/:id/suspension': { reason: 'walked' },
  'POST /admin/bills/:id/voiding': { reason: 'walked' },
  'POST /admin/bills/:id/uncollectible': { reason: 'walked' },
  'POST /admin/bills/:id/credit-notes': { once: 'walked', amount: '1.00', reason: 'walked' },
  'POST /api/admin/bills/:id/voiding': { reason: 'walked' },
  'POST /api/admin/bills/:id/uncollectible': { reason: 'walked' },
  'POST /api/admin/bills/:id/credit-notes': { amount_minor: 1, reason: 'walked' },
  'POST /api/admin/accounts/:id/credits': { amount_minor: 100, currency: 'USD', reason: 'walked' },
  'POST /api/admin/calls/:request_id/refund': { reason: 'walked' },
  'POST /api/admin/plans/:id/invitations': { account: 'walked' },
  'POST /admin/accounts/:id/credit': { once: 'walked', amount: '1.00', reason: 'walked' },
  'POST /admin/calls/:request_id/refund': { reason: 'walked' },
  'POST /admin/bills/:id/payment': { once: 'walked' },
  'POST /admin/payments/:id/refund': { once: 'walked' },
  'POST /admin/vouchers/:id/approval': { once: 'walked' },
  'PATCH /api/admin/routes/:id': { name: 'walked' },
  'POST /bills/:id/voucher': { file: VOUCHER },
  'POST /api/bills/:id/vouchers': { file: VOUCHER },
  'POST /api/admin/bills/:id/payments': { amount_minor: 1, note: 'walked' },
  'POST /api/admin/payments/:id/refunds': { amount_minor: 1, reason: 'walked' },
  'POST /api/admin/vouchers/:id/approval': { amount_minor: 1, paid_at: 0 },
  'POST /api/admin/vouchers/:id/refusal': { reason: 'walked' },
}

/** What a route is there with, where without a setting there is none. */
export const SETTINGS: Record<string, object> = {
  'POST /bills/:id/checkout': STRIPE,
  'POST /api/bills/:id/checkout': STRIPE,
  'POST /bills/:id/voucher': { BANK_DETAILS: 'walked' },
  'POST /api/bills/:id/vouchers': { BANK_DETAILS: 'walked' },
}
