import { readFile } from 'node:fs/promises'
import { plantBillFor } from './bills.ts'
import { expect, signInAsOperator, signUp, test } from './journey.ts'

const details = { name: 'Orchard Ltd', address: '12 Mill Lane\nOxford', taxId: 'GB1' }

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a bill is found, read line by line, and taken along', async ({ page }) => {
      const { username } = await signUp(page)
      await page.goto('/bills')
      await expect(page.getByText('No bills yet')).toBeVisible()
      plantBillFor(username, { period: '2026-09', status: 'paid' })
      plantBillFor(username, { period: '2026-10', taxPpm: 190_000, details })
      await page.reload()
      await expect(page.getByRole('table', { name: 'Bills' }).getByRole('row')).toHaveCount(3)
      await page.getByRole('link', { name: 'Open', exact: true }).click()
      const row = page.getByRole('row', { name: /October 2026/ })
      await expect(row).toContainText('$40.46')
      await row.getByRole('link').click()
      await expect(page.getByTestId('bill')).toContainText('Orchard Ltd')
      await expect(page.getByTestId('sums')).toContainText(/VAT 19 %\s*\$6\.46/)
      await expect(page.getByTestId('sums')).toContainText(/Outstanding\s*\$40\.46/)
      await expect(page.getByRole('link', { name: 'Pay', exact: true })).toBeVisible()
      const print = page.getByRole('button', { name: 'Print or save as PDF' })
      await expect(print).toBeVisible({ visible: javaScriptEnabled })
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Download: CSV' }).click()
      const file = await download
      expect(file.suggestedFilename()).toMatch(/^TG-\d{6}\.csv$/)
      expect(await readFile(await file.path(), 'utf8')).toContain(',overage,')
      await page.getByRole('link', { name: /^Usage behind “Plan, the whole month”/ }).click()
      await expect(page).toHaveURL(/\/usage\?from=2026-10-01&to=2026-10-31$/)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    })
  })
}

test('on paper there is the bill and nothing else, black on white, whatever the theme', async ({ page, context }) => {
  const { username } = await signUp(page)
  await context.addCookies([{ name: 'theme', value: 'dark', url: new URL(page.url()).origin }])
  await page.goto(`/bills/${plantBillFor(username, { details })}`)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByTestId('bill')).toBeVisible()
  for (const away of [
    page.getByRole('navigation'),
    page.getByRole('button'),
    page.getByRole('link', { name: 'Pay', exact: true }),
    page.getByRole('link', { name: /^Usage behind/ }).first(),
  ]) {
    await expect(away.first()).toBeHidden()
  }
  const colour = (of: string, what: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('${of}')).${what}`)
  expect([await colour('h1', 'color'), await colour('html', 'backgroundColor')]).toEqual([
    'rgb(0, 0, 0)',
    'rgb(255, 255, 255)',
  ])
  const pdf = await page.pdf({ preferCSSPageSize: true })
  const text = pdf.toString('latin1')
  expect(text.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  // A4, in points.
  expect(text).toMatch(/\/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12](\.\d+)?\s*\]/)
})

test('an operator finds a bill, credits a part of it, gives it up, opens it again, and takes another back', async ({
  page,
  browser,
  baseURL,
}) => {
  const other = await browser.newContext(baseURL ? { baseURL } : {})
  const owner = await other.newPage()
  const { username } = await signUp(owner)
  const id = plantBillFor(username)
  plantBillFor(username, { period: '2026-09' })
  await signInAsOperator(page)
  await page.goto('/admin/bills')
  await page.getByLabel('Account').fill(username)
  await page.getByLabel('Month').fill('2026-10')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  const table = page.getByRole('table', { name: 'Bills', exact: true })
  await expect(table.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('table', { name: 'Sums of what is shown' })).toContainText('$34.00')
  await table.getByRole('row').nth(1).getByRole('link').click()
  await page.getByRole('link', { name: 'Credit note' }).click()
  await page.getByLabel('Amount (USD)').fill('34.01')
  await page.getByLabel('Reason').fill('One route too many')
  await page.getByRole('button', { name: 'Issue the credit note' }).click()
  await expect(page.getByText('At most 34.')).toBeVisible()
  await page.getByLabel('Amount (USD)').fill('4.00')
  await page.getByRole('button', { name: 'Issue the credit note' }).click()
  await expect(page.getByRole('status').first()).toContainText('The credit note is issued.')
  await expect(page.getByTestId('sums')).toContainText(/Outstanding\s*\$30\.00/)
  await page.getByRole('link', { name: 'Mark uncollectible' }).click()
  await page.getByLabel('Reason').fill('Nobody answers')
  await page.getByRole('button', { name: 'Mark uncollectible' }).click()
  await expect(page.getByTestId('bill')).toContainText('Nobody answers')
  await page.getByRole('button', { name: 'Open again' }).click()
  await expect(page.getByTestId('sums')).toContainText(/Outstanding\s*\$30\.00/)
  await owner.goto(`/bills/${id}`)
  await expect(owner.getByText(/^Credit note CN-\d{6}: One route too many$/)).toBeVisible()
  await page.goto(`/admin/bills?account=${username}&month=2026-09`)
  await table.getByRole('row').nth(1).getByRole('link').click()
  await page.getByRole('link', { name: 'Make void' }).click()
  await page.getByLabel('Reason').fill('A mistake')
  await page.getByRole('button', { name: 'Make void' }).click()
  await expect(page.getByTestId('bill')).toContainText('A mistake')
  await other.close()
})
