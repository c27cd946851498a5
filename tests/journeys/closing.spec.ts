import { expect, signInAsOperator, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('an operator gives back a call and gives money, and both are recorded', async ({ page, browser, baseURL }) => {
      const theirs = await (await browser.newContext()).newPage()
      const { key, username } = await signUp(theirs)
      await theirs.context().close()
      const answer = await fetch(`${baseURL}/api/demo/hello`, { headers: { Authorization: `Bearer ${key}` } })
      const id = answer.headers.get('X-Request-Id') ?? ''

      await signInAsOperator(page)
      await page.goto(`/admin/accounts?search=${username}`)
      await page.getByRole('link', { name: `Give ${username} a credit` }).click()
      const account = new URL(page.url()).pathname.split('/')[3] ?? ''
      await page.getByLabel('Amount (USD)').fill('1.005')
      await page.getByLabel('Reason').fill('Sorry for Tuesday')
      await page.getByRole('button', { name: 'Give the credit' }).click()
      await expect(page.locator('#amount-error')).toBeVisible()
      await page.getByLabel('Amount (USD)').fill('12.50')
      await page.getByRole('button', { name: 'Give the credit' }).click()
      await expect(page.getByRole('status')).toContainText('Given.')

      await page.goto(`/admin/calls/${id}?account=${account}`)
      await page.getByRole('link', { name: 'Give back its credits' }).click()
      await page.getByLabel('Reason').fill('It was our fault')
      await page.getByRole('button', { name: 'Give back' }).click()
      await expect(page.getByRole('status')).toContainText('Given back.')
      await page.getByRole('link', { name: 'Give back its credits' }).click()
      await page.getByLabel('Reason').fill('Once more')
      await page.getByRole('button', { name: 'Give back' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toContainText('given back already')

      await page.goto(`/admin/audit?account=${account}`)
      for (const act of ['Credit given', 'Call’s credits given back'])
        await expect(page.getByRole('table')).toContainText(act)
    })
  })
}
