import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { SECTIONS } from '../../views/console/route/sections.ts'
import { plantBillFor } from './bills.ts'
import { addApp } from './factors.ts'
import { call, expect, freshName, signInAsOperator, signUp, test } from './journey.ts'
import { linkInMail } from './mailbox.ts'
import { reportLeak } from './scanner.ts'

const OPEN = [
  ...['/', '/docs', '/register', '/login', '/no-such-page', '/dev/mail'],
  ...['/password/reset', '/password/new?token=none', '/verification?token=none'],
]
const CONSOLE = [
  '/admin',
  '/admin/accounts',
  '/admin/users',
  '/admin/routes',
  '/admin/tokens',
  '/admin/calls',
  '/admin/bills?status=draft',
  '/admin/periods',
  '/admin/reconciliation',
  '/admin/reconciliation/repair',
  '/admin/delivery',
  '/admin/revenue',
  '/admin/audit',
  '/admin/audit?target=none',
]

/** Where a link of a page leads that matches. */
const pathOf = async (page: Page, selector: string) => (await page.locator(selector).first().getAttribute('href')) ?? ''

async function memberPaths(page: Page): Promise<string[]> {
  await page.goto('/settings/sessions')
  const session = await pathOf(page, 'tbody a[href$="/ending"]')
  const audit = ['/settings/audit', '/settings/audit?action=key.revoked']
  const sessions = ['/settings/sessions', session, '/settings/sessions/ending']
  const signIn = ['/settings/password', '/settings/address', '/login/again']
  const factors = ['', '/app', '/passkeys/new'].map((end) => `/settings/factors${end}`)
  const account = ['/settings/profile', '/settings/account', '/settings/account/deletion']
  const settings = [...signIn, ...factors, ...sessions, '/settings/members', ...account, ...audit]
  return ['/dashboard', '/dashboard?range=30d', '/docs', ...settings]
}

/** The pages of a team of two, as its owner finds them, with an invitation that waits. */
async function teamPaths(page: Page, origin: string, mate: Page): Promise<string[]> {
  const { email } = await signUp(mate)
  const inviteOn = async (to: string) => {
    await page.goto('/settings/members')
    await page.locator('#email').fill(to)
    await page.locator('form[action="/settings/invitations"] button').click()
    await page.locator('[role=status]').waitFor()
  }
  await inviteOn(email)
  await inviteOn(`${freshName('waits')}@example.com`)
  await mate.goto(await linkInMail(mate, email, 'invites you'))
  expect(await wrongs(mate)).toEqual([])
  await mate.locator('form[action="/invitation"] button').click()
  await expect(mate).toHaveURL(`${origin}/dashboard`)
  await mate.locator('summary').first().click()
  expect(await wrongs(mate)).toEqual([])
  await page.goto('/settings/members')
  const member = await pathOf(page, 'a[href^="/settings/members/user_"]')
  return ['/settings/members', member, `${member}/removal`, `${member}/ownership`, '/settings/membership/ending']
}

/** A route's pages: as it is, with each form open, and its questions. It gets a secret, since one of them is about it. */
async function routePaths(page: Page): Promise<string[]> {
  const name = freshName('every')
  await page.goto('/admin/routes')
  await page.locator('#name').fill(name)
  await page.locator('#path').fill(`/${name}`)
  await page.locator('#upstream_url').fill('builtin:demo')
  await page.locator('form[action="/admin/routes"] button').click()
  await page.locator('#route').waitFor()
  const { pathname } = new URL(page.url())
  await page.goto(`${pathname}?edit=secret`)
  await page.locator('[name="upstream_secret.value"]').fill('a secret')
  await page.locator('#secret button').click()
  await page.locator('#secret [role=status]').waitFor()
  await page.goto(pathname)
  await page.locator('#trial summary').click()
  await page.locator('#as').selectOption('nobody')
  await page.locator('#trial form button').click()
  await page.getByTestId('trial-report').waitFor()
  expect(await wrongs(page)).toEqual([])
  const forms = SECTIONS.map((section) => `${pathname}?edit=${section}`)
  return [pathname, ...forms, `${pathname}/secret/removal`, `${pathname}/removal`]
}

async function consolePaths(page: Page): Promise<string[]> {
  await page.goto('/admin/accounts')
  const account = await pathOf(page, 'a[href$="/suspension"]')
  await page.goto('/admin/users')
  const user = await pathOf(page, 'a[href$="/suspension"]')
  return [...CONSOLE, account, user, ...(await routePaths(page))]
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
      const { key, username, password, email } = await signUp(page)
      await fetch(`${baseURL}/api/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
      expect(await wrongs(page)).toEqual([])
      for (const path of ['/api/demo/hello', '/api/demo/status/404', '/api/demo/status/500', '/api/no-such-route']) {
        await call(baseURL, key, path)
      }
      const verification = await linkInMail(page, email, 'Confirm your address')
      await inLanguage(page)
      expect(await wrongsOf(page, [...(await memberPaths(page)), verification])).toEqual([])
      await page.locator('main button').click()
      await page.goto('/password/reset')
      await page.locator('#login').fill(username)
      await page.locator('main button').click()
      expect(await wrongs(page)).toEqual([])
      const subject = locale === 'en' ? 'Choose a new password' : '新密码'
      expect(await wrongsOf(page, [await linkInMail(page, email, subject)])).toEqual([])
    })

    test('for who looks at calls', async ({ page, baseURL }) => {
      const { key } = await signUp(page)
      await inLanguage(page)
      for (const path of ['/api/demo/hello', '/api/demo/status/500']) await call(baseURL, key, path)
      await page.goto('/calls')
      const one = await pathOf(page, 'tbody a[href^="/calls/"]')
      expect(
        await wrongsOf(page, [
          '/calls',
          '/calls?outcome=refused',
          '/calls?address=2001:db8::/32',
          '/calls?address=x',
          '/calls/archives',
          one,
        ]),
      ).toEqual([])
    })

    test('for who looks at usage', async ({ page, baseURL }) => {
      const { key } = await signUp(page)
      await inLanguage(page)
      expect(await wrongsOf(page, ['/usage'])).toEqual([])
      for (const path of ['/api/demo/hello', '/api/demo/status/500']) await call(baseURL, key, path)
      const paths = ['range=24h', 'range=7d&metric=latency', 'range=12m&metric=credits', 'outcome=refused']
      const wrong = 'from=2024-01-02&to=2024-01-01'
      expect(
        await wrongsOf(
          page,
          [...paths, wrong].map((query) => `/usage?${query}`),
        ),
      ).toEqual([])
      await page.goto('/usage')
      for (const folded of await page.locator('main summary').all()) await folded.click()
      expect(await wrongs(page)).toEqual([])
    })

    test('for keys', async ({ page, baseURL }) => {
      const { key: text } = await signUp(page)
      await inLanguage(page)
      await call(baseURL, text)
      await page.goto('/keys')
      const key = await pathOf(page, '#keys tbody a')
      await page.locator('#key-creation summary').click()
      await page.locator('#name').fill('ledger')
      await page.locator('#environment').fill('production')
      await page.locator('#key-creation form button').click()
      await page.getByTestId('api-key').waitFor()
      const chosen = `/keys/revocations?id=${key.slice('/keys/'.length)}`
      expect(await wrongsOf(page, ['/keys?status=revoked', chosen, '/keys/revocations', `${key}/revocation`])).toEqual(
        [],
      )
      for (const path of ['/keys', key]) {
        await page.goto(path)
        for (const folded of await page.locator('main summary').all()) await folded.click()
        expect(await wrongs(page)).toEqual([])
      }
      await page.goto(`${key}/rotation`)
      expect(await wrongs(page)).toEqual([])
      await page.locator('main button').click()
      await page.getByTestId('api-key').waitFor()
      expect(await wrongs(page)).toEqual([])
      expect(await wrongsOf(page, [key])).toEqual([])
      await page.goto(`${key}/revocation`)
      await page.locator('main button').click()
      await page.locator('#key').waitFor()
      expect(await wrongs(page)).toEqual([])
    })

    /** A bill of each kind, of someone who just signed up. */
    const billsOf = (username: string): string[] =>
      (['open', 'void', 'paid', 'uncollectible'] as const).map((status, i) => {
        const details = { name: 'Orchard Analytics Ltd', address: '12 Mill Lane', taxId: 'GB1' }
        return plantBillFor(username, { period: `2026-0${9 - i}`, status, details, taxPpm: 82_500 })
      })

    test('for who gets bills', async ({ page }) => {
      const { username } = await signUp(page)
      await inLanguage(page)
      expect(await wrongsOf(page, ['/bills'])).toEqual([])
      const bills = billsOf(username)
      expect(await wrongsOf(page, ['/bills', ...bills.map((id) => `/bills/${id}`)])).toEqual([])
    })

    test('for operators about bills', async ({ page, context }) => {
      const bills = billsOf((await signUp(page)).username)
      await context.clearCookies({ name: 'session' })
      await signInAsOperator(page)
      await inLanguage(page)
      const acts = ['/credit-notes', '/uncollectible', '/voiding'].map((end) => `/admin/bills/${bills[0]}${end}`)
      const shown = bills.map((id) => `/admin/bills/${id}`)
      expect(await wrongsOf(page, ['/admin/bills', ...shown, ...acts])).toEqual([])
    })

    test('for who has leaked keys', async ({ page, baseURL }) => {
      const { key: text } = await signUp(page)
      await page.goto('/settings/account')
      await page.getByRole('radio', { name: 'Only tell us' }).check()
      await page.locator('#leaked-keys button').click()
      await reportLeak(baseURL, text)
      await inLanguage(page)
      await page.goto('/keys')
      const key = await pathOf(page, '#keys tbody a')
      expect(await wrongsOf(page, ['/keys', key, '/settings/audit'])).toEqual([])
      await page.goto(`${key}/revocation`)
      await page.locator('main button').click()
      await page.locator('#key').waitFor()
      expect(await wrongs(page)).toEqual([])
    })

    test('for who deletes their account', async ({ page }) => {
      const { username } = await signUp(page)
      await inLanguage(page)
      await page.goto('/settings/account/deletion')
      await page.locator('#name').fill(username)
      await page.locator('main form button').click()
      expect(await wrongsOf(page, ['/dashboard', '/settings/account', '/settings/account/deletion'])).toEqual([])
    })

    test('for a team', async ({ page, browser }) => {
      await signUp(page)
      const { origin } = new URL(page.url())
      const mate = await browser.newContext({ viewport: { width, height: 800 }, baseURL: origin, locale: 'en-GB' })
      const paths = await teamPaths(page, origin, await mate.newPage())
      await inLanguage(page)
      expect(await wrongsOf(page, paths)).toEqual([])
      await mate.close()
    })

    test('for who makes service tokens', async ({ page }) => {
      await signUp(page)
      await inLanguage(page)
      expect(await wrongsOf(page, ['/settings/tokens'])).toEqual([])
      await page.locator('#name').fill('a program')
      await page.locator('[name=scopes]').first().check()
      await page.locator('form[action="/settings/tokens"] button').click()
      await page.getByTestId('service-token').waitFor()
      expect(await wrongs(page)).toEqual([])
      const question = await pathOf(page, 'a[href^="/settings/tokens/"]')
      expect(await wrongsOf(page, ['/settings/tokens', question])).toEqual([])
    })

    test('for who has second factors', async ({ page, context }) => {
      const { username, password } = await signUp(page)
      await addApp(page)
      await inLanguage(page)
      const paths = ['', '/app/removal', '/recovery-codes'].map((end) => `/settings/factors${end}`)
      expect(await wrongsOf(page, paths)).toEqual([])
      await page.locator('main button').click()
      await page.getByTestId('recovery-codes').waitFor()
      expect(await wrongs(page)).toEqual([])
      await context.clearCookies({ name: 'session' })
      await page.goto('/login')
      await page.locator('#login').fill(username)
      await page.locator('#password').fill(password)
      await page.locator('#password').press('Enter')
      await page.waitForURL(/\/login\/factor$/)
      expect(await wrongs(page)).toEqual([])
    })

    test('for operators', async ({ page }) => {
      await signInAsOperator(page)
      await inLanguage(page)
      expect(await wrongsOf(page, await consolePaths(page))).toEqual([])
    })
  })
}
