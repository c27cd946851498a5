import { expect, test } from 'vitest'
import { emailTokenOf, parseMailSettings } from './settings.ts'

const FROM = 'Tollgate <mail@example.com>'
const refusal = (env: Record<string, unknown>): string => {
  try {
    return `taken: ${JSON.stringify(parseMailSettings(env))}`
  } catch (error) {
    return (error as Error).message
  }
}

test.each(['staging', 'production', undefined])('the local transport refuses to run in %s', (ENVIRONMENT) => {
  expect(refusal({ ENVIRONMENT, MAIL_TRANSPORT: 'local' })).toMatch(/is for development alone: set it to cloudflare or/)
})

test('without MAIL_TRANSPORT development keeps mails locally, and nothing else sends any', () => {
  expect(parseMailSettings({ ENVIRONMENT: 'development' }).transport).toEqual({ name: 'local' })
  expect(refusal({})).toBe('The setting MAIL_TRANSPORT is missing: set it to cloudflare or resend.')
  expect(refusal({ ENVIRONMENT: 'production', MAIL_TRANSPORT: '' })).toContain('MAIL_TRANSPORT is missing')
})

test.each([
  [{ MAIL_TRANSPORT: 'post' }, 'The setting MAIL_TRANSPORT must be cloudflare or resend.'],
  [{ MAIL_TRANSPORT: 'cloudflare' }, /^The setting MAIL_FROM is missing/],
  [{ MAIL_TRANSPORT: 'cloudflare', MAIL_FROM: 'Tollgate' }, /^The setting MAIL_FROM must be an address/],
  [{ MAIL_TRANSPORT: 'cloudflare', MAIL_FROM: 'A\r\nBcc: b <a@example.com>' }, /^The setting MAIL_FROM must/],
  [{ MAIL_TRANSPORT: 'resend', MAIL_FROM: FROM }, /^The setting RESEND_API_KEY is missing/],
  [{ MAIL_TRANSPORT: 'resend', MAIL_FROM: FROM, RESEND_API_KEY: 'a b\n' }, /^The setting RESEND_API_KEY must/],
  [
    { MAIL_TRANSPORT: 'resend', MAIL_FROM: FROM, RESEND_API_KEY: 're_1', RESEND_URL: 'http://a.example' },
    'The setting RESEND_URL must begin with https.',
  ],
])('%j is refused in one sentence', (env, sentence) => {
  expect(refusal(env)).toMatch(sentence)
})

test('a sender may have a name', () => {
  const of = (MAIL_FROM: string) => parseMailSettings({ MAIL_TRANSPORT: 'cloudflare', MAIL_FROM }).transport
  expect(of(FROM)).toEqual({ name: 'cloudflare', from: { name: 'Tollgate', email: 'mail@example.com' } })
  expect(of('mail@example.com')).toEqual({ name: 'cloudflare', from: { name: '', email: 'mail@example.com' } })
})

test('a token that is missing, empty or short opens nothing', () => {
  expect([undefined, '', 'short'].map((EMAIL_TOKEN) => emailTokenOf({ EMAIL_TOKEN }))).toEqual([null, null, null])
  expect(emailTokenOf({ EMAIL_TOKEN: 't'.repeat(32) })).toBe('t'.repeat(32))
})
