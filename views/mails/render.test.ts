import { expect, test } from 'vitest'
import { flawOf, type Mail, type MailContent } from '../../src/domain/mail.ts'
import type { Locale } from '../../src/domain/people/people.ts'
import { EXAMPLES } from './examples.fixture.ts'
import { renderMail } from './render.tsx'

const LOCALES: Locale[] = ['en', 'zh']
const render = (locale: Locale, content: MailContent) =>
  renderMail({ id: 'mail_1', to: 'reader@example.com', locale, ...content } as Mail, 'Tollgate')
const visible = (html: string | null) => (html ?? '').replace(/<style>.*?<\/style>/s, '')
const each = LOCALES.flatMap((locale) => EXAMPLES.map((example) => [locale, example.kind, example] as const))

test.each(each)('in %s, %s can leave: a subject, HTML, text, and its link in full in both', (locale, _, example) => {
  const message = render(locale, example)
  const { url } = example.data
  expect(flawOf(message)).toBeNull()
  expect(message.text).toContain(`\n${url}\n`)
  expect(message.html).toContain(`href="${url}"`)
  expect(message.html).toContain(`>${url}</a>`)
})

test.each(each)('in %s, %s says nothing in another language and leaves nothing open', (locale, _, example) => {
  const { subject, html, text } = render(locale, example)
  const all = subject + html + text
  expect(all).not.toMatch(/undefined|NaN|null|\[object/)
  expect(/[\u4e00-\u9fff]/.test(subject + text)).toBe(locale === 'zh')
  expect(html).toContain(`lang="${locale === 'zh' ? 'zh-Hans' : 'en'}"`)
})

test.each(each)('in %s, %s fetches nothing: no image, script, sheet or table', (locale, _, example) => {
  const { html } = render(locale, example)
  expect(html).not.toMatch(/<(img|script|link|iframe|object|table|form)\b|url\(|@import|\bsrc=/i)
})

test.each(LOCALES)('in %s, whatever stands in a name is escaped in HTML and stays as it is in text', (locale) => {
  const name = `<img src=x onerror=alert(1)> & "Sons"`
  const { html, text } = render(locale, {
    kind: 'invitation',
    data: { inviter: name, accountName: name, role: 'viewer', url: 'https://a.example/?a=1&b="><b>', expiresInDays: 7 },
  })
  expect(visible(html)).not.toMatch(/<img|"><b>/)
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Sons&quot;')
  expect(text).toContain(name)
})

test('at 80 % nothing is refused yet; at 100 % the mail says that calls are', () => {
  const [at80, at100] = EXAMPLES.filter((example) => example.kind === 'quota').map((one) => render('en', one))
  expect(at80?.text).toContain('Nothing is refused yet')
  expect(at80?.text).toContain('8,000 of 10,000 credits')
  expect(at100?.text).toContain('Calls of this account are refused until')
})

test('an overdue mail says what happens, and when', () => {
  const [open, closing, closed] = EXAMPLES.filter((example) => example.kind === 'bill_overdue').map((one) =>
    render('en', one),
  )
  expect(open?.text).toContain('Please pay it soon.')
  expect(closing?.text).toContain('Unless it is paid before 14 Jan 2027, 00:00 UTC, calls of this account are refused')
  expect(closed?.text).toContain('Calls of this account are refused until it is paid.')
  expect([open, closing, closed].map((one) => one?.subject)).toEqual(
    [1, 7, 31].map((days) => `Bill TG-000042 is ${days} day${days === 1 ? '' : 's'} overdue`),
  )
})

test('a bill’s month is the one in UTC, in every zone', () => {
  const [ready] = EXAMPLES.filter((example) => example.kind === 'bill_ready')
  const mail = { id: 'mail_1', to: 'reader@example.com', locale: 'en', timeZone: 'America/New_York', ...ready } as Mail
  expect(renderMail(mail, 'Tollgate').text).toContain('November 2026')
})
