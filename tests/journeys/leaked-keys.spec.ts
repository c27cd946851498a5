import type { Page } from 'playwright/test'
import { call, expect, signUp, test } from './journey.ts'
import { openMail } from './mailbox.ts'
import { LEAK_PLACE, reportLeak } from './scanner.ts'

/** Where the mail about a leaked key leads. */
async function followMail(page: Page, email: string): Promise<void> {
  await openMail(page, email, 'was found in public')
  const text = (await page.locator('pre').textContent()) ?? ''
  await page.goto(/\/keys\/key_\S+/.exec(text)?.[0] ?? '/')
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a key that is found in public is refused at once, and its owner reads why', async ({ page, baseURL }) => {
      const { key, email } = await signUp(page)
      expect((await call(baseURL, key)).status).toBe(200)
      expect(await reportLeak(baseURL, key)).toBe('true_positive')
      expect(await call(baseURL, key)).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
      await followMail(page, email)
      await expect(page.getByRole('alert')).toContainText('It was revoked at once.')
      await expect(page.getByRole('link', { name: LEAK_PLACE })).toHaveAttribute('href', LEAK_PLACE)
    })

    test('an account that wants to rotate its leaked keys is led to it, and has 24 hours', async ({
      page,
      baseURL,
    }) => {
      const { key, email } = await signUp(page)
      await page.goto('/settings/account')
      await expect(page.getByRole('radio', { name: 'Revoke it' })).toBeChecked()
      await page.getByRole('radio', { name: 'Let it end in 24 hours' }).check()
      await page.getByRole('region', { name: 'Leaked keys' }).getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('status')).toHaveText('Saved. It holds from the next report on.')
      await expect(page.getByRole('radio', { name: 'Let it end in 24 hours' })).toBeChecked()

      await reportLeak(baseURL, key)
      expect((await call(baseURL, key)).status).toBe(200)
      await followMail(page, email)
      await page.getByRole('button', { name: 'Make the new key' }).click()
      const made = (await page.getByTestId('api-key').textContent()) ?? ''
      expect((await call(baseURL, made)).status).toBe(200)
      await page.getByRole('link', { name: 'Go to the new key' }).click()
      await expect(page.getByRole('alert')).toBeHidden()
      await expect(page.getByRole('definition').filter({ hasText: 'never' }).first()).toBeVisible()
    })
  })
}
