import { call, expect, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('free, to Pro after seeing what it costs, a cancellation for the month’s end, and that taken back', async ({
      page,
      baseURL,
    }) => {
      const { key } = await signUp(page)
      expect((await call(baseURL, key)).status).toBe(200)

      await page.goto('/dashboard')
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Billing' }).click()
      await expect(page.getByTestId('plan')).toHaveText('Free')
      await expect(page.getByTestId('sum')).toHaveText('$0.00')

      await page.getByRole('link', { name: 'Change plan' }).click()
      await page.getByRole('link', { name: 'Choose Pro' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Pro\?$/)
      const quote = page.getByTestId('quote')
      await expect(quote).toContainText('a month instead of free')
      await expect(quote).toContainText('Nothing. Everything is billed when the month is over.')
      await page.locator('main form button').click()
      await expect(page).toHaveURL(/\/billing$/)
      await expect(page.getByRole('status').first()).toContainText('Changed.')
      await expect(page.getByTestId('plan')).toHaveText('Pro')
      expect((await call(baseURL, key)).status).toBe(200)

      await page.getByRole('link', { name: 'Cancel plan …' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cancel Pro?')
      await page.getByRole('button', { name: 'Cancel Pro' }).click()
      await expect(page.getByTestId('next')).toContainText('The plan becomes Free on')
      await expect(page.getByTestId('plan')).toHaveText('Pro')

      await page.getByRole('button', { name: 'Keep Pro' }).click()
      await expect(page.getByRole('status').first()).toContainText('Taken back.')
      await expect(page.getByTestId('next')).toHaveCount(0)
    })

    test('a cap, alerts and billing details are set on their own pages', async ({ page }) => {
      await signUp(page)
      await page.goto('/billing')
      await page.getByRole('link', { name: 'Set cap and alerts' }).click()
      await page.getByLabel('Cap a month, USD').fill('a lot')
      await page.getByRole('button', { name: 'Save the cap' }).click()
      await expect(page.locator('#amount-error')).toBeVisible()
      await page.getByLabel('Cap a month, USD').fill('25.50')
      await page.getByRole('button', { name: 'Save the cap' }).click()
      await expect(page.getByText('$0.00 of $25.50 spent')).toBeVisible()

      await page.getByRole('link', { name: 'Give billing details' }).click()
      await page.getByLabel('Name').fill('Weather Desk Ltd')
      await page.getByLabel('Address').fill('1 High Street\nTown')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByText('Weather Desk Ltd')).toBeVisible()
    })
  })
}
