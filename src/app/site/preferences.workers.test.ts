import { beforeAll, expect, test } from 'vitest'
import { ask, ORIGIN } from '../visitor.fixture.ts'
import { site } from './index.ts'

let visit: string
let csrf: string
beforeAll(async () => {
  const page = await ask(site, '/')
  visit = (page.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
  csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
})

const choose = (path: string, fields: Record<string, string>) =>
  ask(site, path, {
    method: 'POST',
    headers: { Cookie: visit, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf, ...fields }),
  })

test('a choice is kept in a cookie and its reader goes back to where they were', async () => {
  const answer = await choose('/preferences/theme', { theme: 'dark', back: '/docs?x=1' })
  expect(answer.status).toBe(303)
  expect(answer.headers.get('Location')).toBe('/docs?x=1')
  expect(answer.headers.get('Set-Cookie')).toMatch(/^theme=dark; .*HttpOnly/)
})

test('following the system forgets the choice', async () => {
  const answer = await choose('/preferences/theme', { theme: 'system' })
  expect(answer.headers.get('Set-Cookie')).toMatch(/^theme=; Max-Age=0/)
})

test.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
  'nobody is sent to %s',
  async (back) => {
    const answer = await choose('/preferences/language', { locale: 'zh', back })
    expect(answer.headers.get('Location')).toMatch(/^\/(?![/\\])/)
    expect(new URL(answer.headers.get('Location') ?? '', ORIGIN).origin).toBe(ORIGIN)
  },
)

test('a language that is not there is refused', async () => {
  expect((await choose('/preferences/language', { locale: 'xx' })).status).toBe(422)
})
