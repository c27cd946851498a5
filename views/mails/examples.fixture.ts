import type { MailContent } from '../../src/domain/mail.ts'

const at = Date.UTC(2026, 10, 20, 14, 3)
const act = { username: 'reader', at, address: '192.0.2.7', url: 'https://tollgate.example/dashboard' }
const token = 'https://tollgate.example/verification?token=Zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1iYXNlNjQ'

const DUE = Date.UTC(2026, 11, 15)
const bill = {
  ...{ accountName: 'Weather desk', number: 'TG-000042', period: '2026-11', amountMinor: 3_400, currency: 'USD' },
  url: 'https://tollgate.example/bills/bill_00000000000000000000000000',
}

/** One mail of each kind, both thresholds of a quota and each choice about a leaked key among them. */
export const EXAMPLES: MailContent[] = [
  { kind: 'verify_address', data: { username: 'reader', url: token, expiresInHours: 24 } },
  { kind: 'reset_password', data: { username: 'reader', url: token, expiresInMinutes: 60 } },
  { kind: 'password_changed', data: act },
  { kind: 'factor_changed', data: { ...act, factor: 'passkey', change: 'added' } },
  { kind: 'new_sign_in', data: { ...act, device: 'Firefox, Linux' } },
  {
    kind: 'account_deletion',
    data: { ...act, accountName: 'Weather desk', dueAt: Date.UTC(2026, 11, 4, 14, 3) },
  },
  {
    kind: 'invitation',
    data: { inviter: 'reader', accountName: 'Weather desk', role: 'viewer', url: token, expiresInDays: 7 },
  },
  ...(['revoke', 'rotate', 'notify'] as const).map(
    (response): MailContent => ({
      kind: 'key_leaked',
      data: {
        accountName: 'Weather desk',
        keyName: 'Production',
        hint: 'sk_…9f3c',
        foundAt: 'https://github.com/octocat/weather/blob/12345600b9cbe38a219f39a9941c9319b600c002/deploy/config.yml',
        source: 'commit',
        at,
        response,
        endsAt: response === 'rotate' ? at + 86_400_000 : null,
        url: 'https://tollgate.example/keys/key_00000000000000000000000000',
      },
    }),
  ),
  ...([80, 100] as const).map(
    (percent): MailContent => ({
      kind: 'quota',
      data: {
        accountName: 'Weather desk',
        percent,
        used: percent * 100,
        limit: 10_000,
        resetsAt: Date.UTC(2026, 11, 1),
        url: 'https://tollgate.example/dashboard',
      },
    }),
  ),
  ...[null, 10_000].map(
    (capMinor): MailContent => ({
      kind: 'spending',
      data: {
        ...{ accountName: 'Weather desk', amountMinor: 5_000, currency: 'USD', capMinor },
        url: 'https://tollgate.example/billing',
      },
    }),
  ),
  ...[3_400, 0].map((amountMinor): MailContent => ({ kind: 'bill_ready', data: { ...bill, amountMinor, dueAt: DUE } })),
  ...[3_400, 0].map((amountMinor): MailContent => ({ kind: 'bill_paid', data: { ...bill, amountMinor } })),
  ...(
    [
      [1, null, false],
      [7, DUE + 30 * 86_400_000, false],
      [31, DUE + 30 * 86_400_000, true],
    ] as const
  ).map(
    ([days, refusesAt, refused]): MailContent => ({
      kind: 'bill_overdue',
      data: { ...bill, dueAt: DUE, days, refusesAt, refused },
    }),
  ),
  {
    kind: 'errors_high',
    data: {
      ...{ calls: 1_280, errors: 96, percent: 5, since: at - 300_000, until: at },
      url: 'https://tollgate.example/admin/calls?outcome=failed',
    },
  },
  { kind: 'address_changed', data: { ...act, changedTo: 'new.reader@example.com' } },
  { kind: 'factor_changed', data: { ...act, factor: 'recovery_codes', change: 'used' } },
]
