import { expect, signInAsOperator, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a renamed key stands in the account’s log, and in the operators’, with what it was', async ({
      page,
      browser,
    }) => {
      const { username } = await signUp(page)
      await page.goto('/keys')
      await page.locator('#keys tbody a').click()
      await page.locator('summary').filter({ hasText: 'Name and notes' }).click()
      const words = page.getByRole('form', { name: 'Name and notes' })
      await words.getByLabel('Name').fill('billing, production')
      await words.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('billing, production')

      await page.getByRole('link', { name: 'Settings' }).click()
      await page.getByRole('link', { name: 'Audit log' }).click()
      await expect(page.getByRole('row', { name: /^Signed up/ })).toContainText(username)
      await page.getByRole('combobox', { name: 'What' }).selectOption('Key renamed')
      await page.getByRole('button', { name: 'Show', exact: true }).click()
      await expect(page).toHaveURL(/action=key\.renamed/)
      const row = page.getByRole('row', { name: /^Key renamed/ })
      await expect(row).toHaveCount(1)
      await expect(row.getByRole('deletion')).toHaveText('default')
      await expect(row.getByRole('insertion')).toHaveText('billing, production')

      const console_ = await (await browser.newContext({ javaScriptEnabled })).newPage()
      await signInAsOperator(console_)
      await console_.goto('/admin')
      await console_.getByRole('link', { name: 'Audit' }).click()
      await console_.getByRole('searchbox', { name: 'Who' }).fill(username)
      await console_.getByRole('button', { name: 'Show', exact: true }).click()
      await expect(console_.getByRole('row', { name: /^Key renamed/ })).toContainText(username)
      await expect(console_.getByRole('row', { name: /^Signed up/ })).toContainText(username)
      await console_.context().close()
    })
  })
}
