import { uprootBills } from './bills.ts'
import { call, expect, signInAsOperator, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('an operator compares the books of all accounts while one makes calls, and they agree', async ({
      page,
      browser,
      baseURL,
    }) => {
      uprootBills()
      const theirs = await (await browser.newContext()).newPage()
      const { key } = await signUp(theirs)
      await theirs.context().close()
      for (const path of ['/api/demo/hello', '/api/demo/status/500']) await call(baseURL, key, path)
      await signInAsOperator(page)
      await page.goto('/admin')
      await page.getByRole('link', { name: 'Reconciliation' }).click()
      await page.getByRole('button', { name: /^(Compare everything|Go on) now$/ }).click()
      await expect(page.getByRole('heading', { level: 2, name: 'Last comparison' })).toBeVisible()
      await expect(page.getByText('No difference')).toBeVisible()
      await expect(page.locator('dl')).toContainText('everything')
      const pending = Array.from({ length: 5 }, () => call(baseURL, key, '/api/demo/hello'))
      await page.getByRole('button', { name: /^(Compare everything|Go on) now$/ }).click()
      await Promise.all(pending)
      await expect(page.getByText('No difference')).toBeVisible()
    })
  })
}
