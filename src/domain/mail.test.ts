import { expect, test } from 'vitest'
import { flawOf, withoutLink } from './mail.ts'

const message = { id: 'mail_1', to: 'reader@example.com', subject: 'Hello', html: null, text: 'Hello' }

test.each([
  ['the recipient', { to: 'reader@example.com\r\nBcc: all@example.com' }],
  ['the recipient', { to: 'reader@example.com\n' }],
  ['the subject', { subject: 'Hello\r\nBcc: all@example.com' }],
  ['the subject', { subject: 'Hello\nthere' }],
  ['the subject', { subject: 'Hello\u0085there' }],
])('a line break in %s is refused', (_, change) => {
  expect(flawOf(message)).toBeNull()
  expect(flawOf({ ...message, ...change })).toMatch(/^The (recipient|subject) /)
})

test.each([
  'reader',
  'a@example.com, b@example.com',
  'Reader <a@example.com>',
  'a@example.com;b@example.com',
  '@example.com',
  `${'a'.repeat(250)}@example.com`,
])('%s is not one address', (to) => {
  expect(flawOf({ ...message, to })).toBe('The recipient is not one mail address.')
})

test('a message needs a subject and a body', () => {
  expect(flawOf({ ...message, subject: ' ' })).toBe('The subject is empty or too long.')
  expect(flawOf({ ...message, subject: 'a'.repeat(999) })).toBe('The subject is empty or too long.')
  expect(flawOf({ ...message, text: null })).toBe('The message has neither html nor text.')
})

test('what is kept of a mail has no link, and anything else is kept as it is', () => {
  const mail = {
    id: 'mail_1',
    kind: 'reset_password',
    data: { username: 'reader', url: 'https://a.example/?token=abc' },
  }
  expect(withoutLink(mail)).toEqual({ ...mail, data: { username: 'reader', url: '[link]' } })
  expect([{ to: 'a' }, null, 'text', { data: null }].map(withoutLink)).toEqual([
    { to: 'a' },
    null,
    'text',
    { data: null },
  ])
})
