import type { Page } from 'playwright/test'
import { expect, freshName, signInAsOperator, signUp, test } from './journey.ts'

const type = async (page: Page, fields: Record<string, string>) => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
}
const termsOf = (page: Page, plan: string) => page.getByRole('region', { name: plan })

/** Ends a plan of this journey, so that it is on no page that others look at. */
async function end(page: Page, name: string): Promise<void> {
  await page.goto('/admin/plans')
  await page
    .getByRole('link', { name: `${name}, version` })
    .first()
    .click()
  await page.getByRole('link', { name: `End “${name}”` }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`End “${name}”?`)
  await page.getByRole('button', { name: `End “${name}”` }).click()
  await expect(page.getByRole('status')).toContainText('Nobody can choose it any more')
  await expect(page.getByRole('main')).toContainText('Ended')
}

for (const scripts of ['with', 'without']) {
  test.describe(`${scripts} JavaScript`, () => {
    test.use({ javaScriptEnabled: scripts === 'with' })

    test('an operator makes a plan, told what is wrong at its field, and visitors find it in both languages', async ({
      page,
      browser,
    }) => {
      const name = freshName('Studio')
      await signInAsOperator(page)
      await page.goto('/admin/plans')
      await page.getByRole('link', { name: 'Add a plan' }).click()
      await type(page, { Key: name.toLowerCase(), Name: name, 'Price a month': '9.999', 'Credits a month': '1000' })
      const beyond = page.getByLabel('Beyond the included credits')
      await beyond.fill('0-500: 0.40 / 100\n600-: 0.30 / 100')
      await type(page, { 'Rate limits': 'burst 50/1', 'Keys at most': '4', 'Members at most': '2', 'Trial, days': '7' })
      await type(page, { 'What it offers, in English': 'Studio hours', 'What it offers, in Chinese': '工作室时段' })
      await page.getByRole('button', { name: 'Add plan' }).click()

      const price = page.getByLabel('Price a month', { exact: true })
      await expect(price).toHaveAccessibleDescription(/no more decimals than the currency has/)
      await expect(price).toHaveValue('9.999')
      await price.fill('9.99')
      await page.getByRole('button', { name: 'Add plan' }).click()
      await expect(beyond).toHaveAccessibleDescription(/There is a gap: tier 2/)
      await expect(beyond).toHaveValue('0-500: 0.40 / 100\n600-: 0.30 / 100')
      await beyond.fill('0-500: 0.40 / 100\n500 to the end')
      await page.getByRole('button', { name: 'Add plan' }).click()
      await expect(beyond).toHaveAccessibleDescription(/Line 2 does not have the right form/)
      await beyond.fill('0-500: 0.40 / 100\n500-: 0.30 / 100')
      await page.getByRole('button', { name: 'Add plan' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name}, version 1`)
      await expect(page.getByRole('status')).toContainText('on sale now')

      const { origin: baseURL } = new URL(page.url())
      const javaScriptEnabled = scripts === 'with'
      const visitor = await (await browser.newContext({ baseURL, javaScriptEnabled, locale: 'en-GB' })).newPage()
      await visitor.goto('/')
      await visitor.getByRole('link', { name: 'All prices in detail' }).click()
      const offer = termsOf(visitor, name)
      for (const words of [
        '$9.99',
        '7 days free of charge',
        '1,000 a month',
        'first 500: $0.40 per 100',
        '50 a second',
      ]) {
        await expect(offer).toContainText(words)
      }
      await expect(offer).toContainText('after that: $0.30 per 100')
      await expect(offer).toContainText('Studio hours')
      await visitor.getByRole('button', { name: '中文' }).click()
      for (const words of ['US$9.99', '免费试用 7 天', '前 500 点：每 100 点 US$0.40', '最多 4 把', '工作室时段']) {
        await expect(offer).toContainText(words)
      }
      await expect(offer).not.toContainText('Studio hours')
      await offer.getByRole('link', { name: '注册账户' }).click()
      await expect(visitor).toHaveURL(/\/register$/)
      await visitor.context().close()
      await end(page, name)
    })

    test('a new version is for who comes next: the one before stays as it is, and is on sale no more', async ({
      page,
    }) => {
      const name = freshName('Atelier')
      await signInAsOperator(page)
      await page.goto('/admin/plans/new')
      await type(page, { Key: name.toLowerCase(), Name: name, 'Price a month': '10', 'Credits a month': '10' })
      await page.getByRole('button', { name: 'Add plan' }).click()
      await page.getByRole('link', { name: 'New version' }).click()
      await expect(page.getByLabel('Price a month', { exact: true })).toHaveValue('10.00')
      await page.getByLabel('Price a month', { exact: true }).fill('12.50')
      await page.getByRole('button', { name: 'Make this version' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name}, version 2`)
      await expect(page.getByRole('row', { name: `${name}, version 1` })).toContainText('Replaced')
      await expect(page.getByRole('row', { name: `${name}, version 1` })).toContainText('$10.00')
      await page.goto('/pricing')
      await expect(termsOf(page, name)).toHaveCount(1)
      await expect(termsOf(page, name)).toContainText('$12.50')
      await expect(termsOf(page, name).getByRole('link', { name: `Choose ${name}` })).toHaveAttribute(
        'href',
        /^\/billing\/plan\/plan_/,
      )
      await end(page, name)
      await page.goto('/pricing')
      await expect(termsOf(page, name)).toHaveCount(0)
    })

    test('a plan by invitation is on no page, and opened to an account by its name', async ({ page, browser }) => {
      await signInAsOperator(page)
      const { origin: baseURL } = new URL(page.url())
      const theirs = await (await browser.newContext({ baseURL, locale: 'en-GB' })).newPage()
      const { username } = await signUp(theirs)
      const name = freshName('Guild')
      await page.goto('/admin/plans/new')
      await type(page, { Key: name.toLowerCase(), Name: name, 'Price a month': '10', 'Credits a month': '' })
      await page.getByLabel('By invitation only').check()
      await page.getByRole('button', { name: 'Add plan' }).click()
      await page.getByLabel('Account', { exact: true }).fill('nobody at all')
      await page.getByRole('button', { name: 'Invite' }).click()
      await expect(page.getByLabel('Account', { exact: true })).toHaveAccessibleDescription(/no such account/)
      await page.getByLabel('Account', { exact: true }).fill(username)
      await page.getByRole('button', { name: 'Invite' }).click()
      await expect(page.getByRole('table', { name: 'Invited accounts' })).toContainText(username)
      await theirs.goto('/pricing')
      await expect(termsOf(theirs, name)).toHaveCount(0)
      await theirs.goto('/settings/audit')
      await expect(theirs.getByRole('row', { name: 'Invited to a plan' })).toContainText('The operators')
      await page.getByRole('button', { name: `Withdraw the invitation of ${username}` }).click()
      await expect(page.getByRole('main')).toContainText('Nobody is invited yet')
      await end(page, name)
      await theirs.context().close()
    })
  })
}

test('a key more than the plan allows is refused in its form, with what was typed', async ({
  page,
  playwright,
  baseURL,
}) => {
  const { username, password } = await signUp(page)
  const program = await playwright.request.newContext(baseURL ? { baseURL } : {})
  const login = await program.post('/api/auth/login', { data: { login: username, password } })
  const headers = { Authorization: `Bearer ${(await login.json()).token}` }
  // One came with the account.
  for (let i = 1; i < 100; i++) {
    expect((await program.post('/api/keys', { headers, data: { name: `key ${i}` } })).status()).toBe(201)
  }
  await program.dispose()
  await page.goto('/keys')
  await page.locator('#key-creation summary').click()
  await page.getByLabel('Name', { exact: true }).fill('one too many')
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/plan allows 100 keys/)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('one too many')
})
