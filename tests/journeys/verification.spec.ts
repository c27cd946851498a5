import { expect, signUp, test } from './journey.ts'
import { linkInMail, openMail } from './mailbox.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a newcomer opens the link in another browser, confirms with a button, and is signed in there', async ({
      page,
      browser,
    }) => {
      const { email, username } = await signUp(page)
      await expect(page.getByText(`A mail with a link is on its way to ${email}.`)).toBeVisible()
      await page.goto('/settings/password')
      await expect(page.getByText('Not confirmed')).toBeVisible()
      const link = await linkInMail(page, email, 'Confirm your address for Tollgate')

      const elsewhere = await browser.newContext({ javaScriptEnabled, baseURL: new URL(page.url()).origin })
      const there = await elsewhere.newPage()
      await there.goto(link)
      await expect(there.getByRole('heading', { level: 1 })).toHaveText('Confirm this address?')
      await expect(there.getByText(email, { exact: true })).toBeVisible()
      await page.goto('/settings/password')
      await expect(page.getByText('Not confirmed')).toBeVisible()
      await there.getByRole('button', { name: 'Confirm address' }).click()
      await expect(there).toHaveURL(/\/dashboard$/)
      await expect(there.getByRole('status')).toHaveText('Confirmed. The address is yours.')
      await expect(there.getByRole('banner').getByText(username, { exact: true })).toBeVisible()
      await page.reload()
      await expect(page.getByText('Confirmed', { exact: true })).toBeVisible()

      await there.goto(link)
      await expect(there.getByRole('heading', { level: 1 })).toHaveText('This link no longer works')
      await there.getByRole('link', { name: 'Ask for another link' }).click()
      await expect(there).toHaveURL(/\/settings\/password$/)
      await elsewhere.close()
    })

    test('another link is mailed, and the page says how long until the next', async ({ page }) => {
      const { email } = await signUp(page)
      await page.goto('/settings/password')
      await page.getByRole('button', { name: 'Send another link' }).click()
      await expect(page.getByRole('status')).toContainText('A mail with a link is on its way.')
      await expect(page.getByText(/You can ask again in (5\d|60) seconds\./)).toBeVisible()
      await page.getByRole('button', { name: 'Send another link' }).click()
      await expect(page.getByRole('alert')).toHaveText(/^Too many tries\. Try again in \d+ seconds\.$/)
      await expect(async () => {
        await page.goto('/dev/mail')
        expect(await page.getByRole('row').filter({ hasText: email }).count()).toBe(2)
      }).toPass()
    })

    test('another address takes its place once its link is used, and the old one is told', async ({ page }) => {
      const { email, username } = await signUp(page)
      await page.goto(await linkInMail(page, email, 'Confirm your address'))
      await page.getByRole('button', { name: 'Confirm address' }).click()
      await page.goto('/settings/password')
      await page.getByRole('link', { name: 'Change address' }).click()
      const next = `${username}.new@example.com`
      await page.getByLabel('New address').fill(next)
      await page.getByRole('button', { name: 'Send link' }).click()
      await expect(page.getByText('Waits for its link')).toBeVisible()
      await page.goto(await linkInMail(page, next, 'Confirm your address'))
      await page.getByRole('button', { name: 'Confirm address' }).click()
      await page.goto('/settings/password')
      await expect(page.locator('dl')).toContainText(next)
      await expect(page.getByText('Waits for its link')).toHaveCount(0)
      await openMail(page, email, 'Your address at Tollgate was changed')
      await expect(page.locator('pre')).toContainText(`Your account’s address is ${next} now.`)
    })
  })
}
