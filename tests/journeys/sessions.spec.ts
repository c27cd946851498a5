import type { Browser } from 'playwright/test'
import { expect, signIn, signUp, test } from './journey.ts'

const THIEF = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** A page of another browser. */
const elsewhere = async (browser: Browser) => (await browser.newContext({ userAgent: THIEF })).newPage()

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a stolen session is ended, and its next request is signed out', async ({ page, browser }) => {
      const { username, password } = await signUp(page)
      const theirs = await elsewhere(browser)
      await signIn(theirs, username, password)

      await page.goto('/dashboard')
      await page.getByRole('link', { name: 'Settings' }).click()
      await page.getByRole('link', { name: 'Sessions' }).click()
      await expect(page.getByRole('row', { name: 'This session' })).toHaveCount(1)
      await page.getByRole('link', { name: /^End Firefox on Windows/ }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('End the session on Firefox on Windows?')
      await page.getByRole('button', { name: 'End session' }).click()
      await expect(page.getByRole('status')).toContainText('Ended.')
      await expect(page.getByRole('row', { name: 'Firefox on Windows' })).toHaveCount(0)
      await expect(page.getByText('You are signed in nowhere else.')).toBeVisible()

      await theirs.goto('/keys')
      await expect(theirs).toHaveURL(/\/login/)
      await theirs.context().close()
    })

    test('all others are ended at once, and this one stays', async ({ page, browser }) => {
      const { username, password } = await signUp(page)
      const theirs = await elsewhere(browser)
      await signIn(theirs, username, password)
      await page.goto('/settings/sessions')
      await page.getByRole('link', { name: /^End all others/ }).click()
      await page.getByRole('button', { name: 'End all others' }).click()
      await expect(page.getByRole('status')).toContainText('You are signed in here alone.')
      await theirs.goto('/keys')
      await expect(theirs).toHaveURL(/\/login/)
      await theirs.context().close()
    })

    test('the password is asked for once more, and then the way goes on', async ({ page }) => {
      const { username, password } = await signUp(page)
      await page.goto('/login/again?next=/settings/sessions/ending')
      await expect(page.getByLabel('Signed in as')).toHaveValue(username)
      await page.getByLabel('Password').fill('something else')
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('alert')).toHaveText('The password is wrong.')
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('End all other sessions?')
    })
  })
}
