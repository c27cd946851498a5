import type { Scope } from '../../src/domain/service-tokens/scopes.ts'
import { plural } from './plural.ts'

export const tokenNotices = {
  token_revoked: 'Revoked. Its next request is refused; where keys are verified, within 5 seconds.',
}

export const tokens = {
  title: 'Service tokens',
  tab: 'Tokens',
  lead: {
    account:
      'For programs that use the JSON API in your name. A token does what its scopes say, as long as you may, and never more than your role.',
    service: 'For programs and proxies of the service: they verify keys of every account, and charge them.',
  },
  creation: 'New token',
  fresh: 'Creating a token asks for your password once more. It then holds for ten minutes.',
  unlock: 'Type the password …',
  name: 'Name',
  nameHint: 'Where it will be used.',
  scopes: 'It may',
  scopeNames: {
    'keys:verify': 'verify keys',
    'keys:read': 'read keys',
    'keys:write': 'create, rename and revoke keys',
    'usage:read': 'read usage and calls',
    'billing:read': 'read the plan and bills',
    proxy: 'decide for a proxy',
  } satisfies Record<Scope, string>,
  expires: 'Last day',
  expiresHint: (zone: string) => `Optional. It ends with this day, ${zone}.`,
  create: 'Create token',
  created: (name: string) => `“${name}” was created`,
  once: 'Copy it now: this is the only time it is shown. Only a fingerprint is stored.',
  label: 'The new token',
  table: { account: 'Tokens of this account', service: 'Tokens of the service' },
  count: (count: number) => `${count} ${plural(count, 'token', 'tokens')}`,
  token: 'Token',
  by: 'Made by',
  used: 'Last used',
  never: 'never',
  status: 'Status',
  ends: (day: string) => `until ${day}`,
  statuses: { active: 'Active', expired: 'Expired', revoked: 'Revoked' },
  comma: ', ',
  revoke: 'Revoke …',
  revokeNamed: (name: string) => `Revoke ${name} …`,
  none: 'No tokens yet',
  noneNote: 'A script that creates keys or reads usage gets one here.',
  noneNoteService: 'A program that verifies keys, or a proxy before an API, gets one here.',
  revocation: {
    title: (name: string) => `Revoke “${name}”?`,
    detail: (hint: string) =>
      `Programs that use ${hint} are refused from their next request on; where keys are verified, within 5 seconds. This cannot be undone.`,
    submit: (name: string) => `Revoke “${name}”`,
    cancel: 'Keep the token',
  },
}
