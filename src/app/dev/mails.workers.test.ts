import { beforeEach, describe, expect, test } from 'vitest'
import { keepLocalMail } from '../../storage/mails.ts'
import { site } from '../site/index.ts'
import { ask, bindings } from '../visitor.fixture.ts'

const mail = (id: string, sentAt: number) => ({
  id,
  to: 'reader@example.com',
  subject: `<b>${id}</b>`,
  html: `<p>Hello <script>alert(1)</script> ${id}</p>`,
  text: `Hello <i>${id}</i>`,
  sentAt,
})

beforeEach(async () => {
  await bindings.DB.prepare('DELETE FROM local_mails').run()
  await keepLocalMail(bindings.DB, mail('mail_b', 1))
  await keepLocalMail(bindings.DB, mail('mail_a', 2))
})

describe('in development', () => {
  test('/dev/mail lists what was sent, newest first, escaped', async () => {
    const html = await (await ask(site, '/dev/mail')).text()
    expect([...html.matchAll(/href="\/dev\/mail\/(\w+)"/g)].map(([, id]) => id)).toEqual(['mail_a', 'mail_b'])
    expect(html).toContain('&lt;b&gt;mail_a&lt;/b&gt;')
    expect(html).not.toContain('<b>mail_a')
  })

  test('a mail shows its subject and text escaped, and its HTML in a frame that may run nothing', async () => {
    const answer = await ask(site, '/dev/mail/mail_a')
    const html = await answer.text()
    expect(html).toContain('&lt;b&gt;mail_a&lt;/b&gt;')
    expect(html).toContain('Hello &lt;i&gt;mail_a&lt;/i&gt;')
    expect(html).not.toContain('alert(1)')
    expect(html).toMatch(/<iframe[^>]* src="\/dev\/mail\/mail_a\/html"[^>]* sandbox="allow-popups[a-z -]*"/)
    expect(answer.headers.get('Content-Security-Policy')).toMatch(/script-src 'self';.*; frame-src 'self'$/)
  })

  test('the HTML of a mail is what its reader gets, and is forbidden to run or fetch anything', async () => {
    const answer = await ask(site, '/dev/mail/mail_a/html')
    expect(await answer.text()).toBe(mail('mail_a', 2).html)
    const policy = answer.headers.get('Content-Security-Policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/)
    expect(policy).toMatch(/; sandbox allow-popups allow-popups-to-escape-sandbox$/)
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin/)
  })

  test('a mail that is not there is a 404', async () => {
    const statuses = ['/dev/mail/mail_c', '/dev/mail/mail_c/html'].map(async (path) => (await ask(site, path)).status)
    expect(await Promise.all(statuses)).toEqual([404, 404])
  })

  test('no other page may hold a frame', async () => {
    expect((await ask(site, '/dev/mail')).headers.get('Content-Security-Policy')).not.toContain('frame-src')
  })
})

test.each(['staging', 'production', undefined])('in %s there is no /dev/mail', async (ENVIRONMENT) => {
  const paths = ['/dev/mail', '/dev/mail/mail_a', '/dev/mail/mail_a/html', '//dev/mail', '/dev/mail/']
  const answers = paths.map(async (path) => {
    const answer = await ask(site, path, {}, 'https://tollgate.example', { ENVIRONMENT } as object)
    return [answer.status, (await answer.text()).includes('Hello')]
  })
  expect(await Promise.all(answers)).toEqual(paths.map(() => [404, false]))
})
