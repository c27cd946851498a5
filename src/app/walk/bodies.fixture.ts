import type { Person } from '../visitor.fixture.ts'

export type Body = Record<string, string | number | string[]>

/** What a route is sent besides its path, where without it the body would be refused first. */
export const BODIES: Record<string, Body | ((person: Person) => Body)> = {
  'POST /settings/account/name': { name: 'walked' },
  'POST /settings/account/leaked-keys': { response: 'notify' },
  'PUT /api/settings/leaked-keys': { response: 'notify' },
  'POST /settings/account/deletion': ({ session }) => ({ name: session.account.name }),
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
  'POST /admin/bills/:id/credit-notes': { amount: '1.00', reason: 'walked' },
  'POST /api/admin/bills/:id/voiding': { reason: 'walked' },
  'POST /api/admin/bills/:id/uncollectible': { reason: 'walked' },
  'POST /api/admin/bills/:id/credit-notes': { amount_minor: 1, reason: 'walked' },
  'POST /admin/accounts/:id/credit': { amount: '1.00', reason: 'walked' },
  'POST /admin/calls/:request_id/refund': { reason: 'walked' },
  'POST /api/admin/accounts/:id/credits': { amount_minor: 100, currency: 'USD', reason: 'walked' },
  'POST /api/admin/calls/:request_id/refund': { reason: 'walked' },
  'PATCH /api/admin/routes/:id': { name: 'walked' },
}
