import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { call, expect, signInAsOperator, signUp, test } from './journey.ts'

const OPEN = ['/', '/docs', '/register', '/login', '/no-such-page', '/dev/mail']
const CONSOLE = [
  '/admin',
  '/admin/accounts',
  '/admin/users',
  '/admin/routes',
  '/admin/audit',
  '/admin/audit?target=none',
]

/** Where a link of a page leads that matches. */
const pathOf = async (page: Page, selector: string) => (await page.locator(selector).first().getAttribute('href')) ?? ''

async function memberPaths(page: Page): Promise<string[]> {
  await page.goto('/keys')
  const key = await pathOf(page, '#keys tbody a')
  await page.goto('/settings/sessions')
  const session = await pathOf(page, 'tbody a[href$="/ending"]')
  const audit = ['/settings/audit', '/settings/audit?action=key.revoked']
  const account = ['/settings/profile', '/settings/account', '/settings/account/deletion']
  const settings = [...account, ...audit, '/settings/sessions', session, '/settings/sessions/ending', '/login/again']
  return ['/dashboard', '/dashboard?range=30d', '/keys', key, `${key}/revocation`, '/docs', ...settings]
}

async function consolePaths(page: Page): Promise<string[]> {
  await page.goto('/admin/accounts')
  const account = await pathOf(page, 'a[href$="/suspension"]')
  await page.goto('/admin/users')
  const user = await pathOf(page, 'a[href$="/suspension"]')
  await page.goto('/admin/routes')
  return [...CONSOLE, account, user, await pathOf(page, 'a[href$="/removal"]')]
}

/** What is wrong with a page as it stands: against WCAG, and for eyes on a narrow screen. */
async function wrongs(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)
  const headings = await page.locator('h1').count()
  if (headings !== 1) found.push(`${headings} first headings`)
  const size = page.viewportSize()
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    if (over !== 0) found.push(`${over} px wider than a screen of ${width}`)
  }
  if (size) await page.setViewportSize(size)
  return found.map((one) => `${new URL(page.url()).pathname}: ${one}`)
}

async function wrongsOf(page: Page, paths: string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    await page.goto(path)
    found.push(...(await wrongs(page)))
  }
  return found
}

for (const [name, width, theme, locale] of [
  ['wide and light', 1280, 'light', 'en'],
  ['narrow and dark', 360, 'dark', 'zh'],
] as const) {
  test.describe(`${name} pages hold WCAG 2.2 AA and fit their screen`, () => {
    test.use({ viewport: { width, height: 800 } })
    test.beforeEach(async ({ context, baseURL }) => {
      await context.addCookies([{ name: 'theme', value: theme, url: baseURL ?? '' }])
    })
    const inLanguage = (page: Page) =>
      page.context().addCookies([{ name: 'locale', value: locale, url: new URL(page.url()).origin }])

    test('for anyone', async ({ page }) => {
      await page.goto('/')
      await inLanguage(page)
      expect(await wrongsOf(page, OPEN)).toEqual([])
    })

    test('for members', async ({ page, baseURL }) => {
      const { key, username, password } = await signUp(page)
      await fetch(`${baseURL}/api/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
      expect(await wrongs(page)).toEqual([])
      for (const path of ['/api/demo/hello', '/api/demo/status/404', '/api/demo/status/500', '/api/no-such-route']) {
        await call(baseURL, key, path)
      }
      await inLanguage(page)
      expect(await wrongsOf(page, await memberPaths(page))).toEqual([])
      await page.goto('/settings/account/deletion')
      await page.locator('#name').fill(username)
      await page.locator('main form button').click()
      expect(await wrongsOf(page, ['/dashboard', '/settings/account', '/settings/account/deletion'])).toEqual([])
    })

    test('for operators', async ({ page }) => {
      await signInAsOperator(page)
      await inLanguage(page)
      expect(await wrongsOf(page, await consolePaths(page))).toEqual([])
    })
  })
}
