import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { plantBillFor } from './bills.ts'
import { expect, signInAsOperator, signUp, test } from './journey.ts'

for (const [javaScriptEnabled, currency, symbol] of [
  [true, 'SEK', 'SEK\u00a0'],
  [false, 'NOK', 'NOK\u00a0'],
] as const) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('an operator sees what was billed and paid, what is owed and by whom, in its own currency', async ({
      page,
      browser,
    }) => {
      const theirs = await (await browser.newContext()).newPage()
      const { username } = await signUp(theirs)
      await theirs.context().close()
      const overdue = Date.now() - 45 * 86_400_000
      plantBillFor(username, { period: '2026-08', currency, status: 'paid' })
      plantBillFor(username, { period: '2026-09', currency, dueAt: overdue })
      await signInAsOperator(page)
      await page.goto('/admin')
      await page.getByRole('link', { name: 'Revenue' }).click()
      const section = page.getByRole('region', { name: currency, exact: true })
      const figures = section.getByTestId('figures')
      await expect(figures).toContainText(`${symbol}68.00`)
      await expect(figures).toContainText(`${symbol}34.00 overdue`)
      await expect(section.getByRole('row', { name: /31 to 60 days overdue/ })).toContainText(`${symbol}34.00`)
      const months = section.getByRole('table', { name: `Billed and paid by month, ${currency}` })
      await expect(months).toBeHidden()
      await section.getByText('As a table').click()
      await expect(months.getByRole('row', { name: /^September 2026/ })).toContainText(`${symbol}34.00`)
      await page.setViewportSize({ width: 360, height: 800 })
      // axe itself is a script.
      const { violations } = javaScriptEnabled ? await new AxeBuilder({ page }).analyze() : { violations: [] }
      expect(violations.map(({ id }) => id)).toEqual([])
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      expect(over).toBe(0)
      await page.getByRole('link', { name: '24 months' }).click()
      await expect(section.getByText('Billed in 24 months')).toBeVisible()
      const downloading = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Download as CSV' }).click()
      const file = await downloading
      expect(file.suggestedFilename()).toMatch(/^revenue-24-months-to-/)
      expect(readFileSync(await file.path(), 'utf8')).toContain(`outstanding,${currency},days_31_60,,1,3400`)
      await section.getByRole('link', { name: username }).click()
      await expect(page.getByRole('table').last()).toContainText(username)
    })
  })
}
