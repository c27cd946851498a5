import { readFile } from 'node:fs/promises'
import { call, expect, isMarked, markPage, signUp, test } from './journey.ts'

test('a refused call is found by its reason, and leads to the call itself', async ({ page, baseURL }) => {
  const { key } = await signUp(page)
  await page.goto('/keys')
  await page.getByLabel('Name').fill('to be ended')
  await page.getByRole('button', { name: 'Create key' }).click()
  const ended = (await page.getByTestId('api-key').textContent()) ?? ''
  await page.getByRole('link', { name: 'to be ended' }).click()
  await page.getByRole('link', { name: 'Revoke key' }).click()
  await page.getByRole('button', { name: 'Revoke “to be ended”' }).click()
  await expect(page.getByText('Revoked since')).toBeVisible()
  await call(baseURL, key)
  expect(await call(baseURL, ended)).toMatchObject({ code: 'KEY_REVOKED' })

  await page.getByRole('link', { name: 'Usage' }).click()
  const reasons = page.getByRole('table', { name: 'Refused, by reason' })
  await expect(reasons.getByRole('row').nth(1)).toContainText('Key revoked', { timeout: 15_000 })
  await reasons.getByRole('link', { name: 'Key revoked', exact: true }).click()
  await expect(page).toHaveURL(/outcome=KEY_REVOKED/)
  await expect(page.getByTestId('narrowed')).toContainText('Outcome Key revoked')
  const keys = page.getByRole('table', { name: 'By key' })
  await expect(keys.getByRole('row')).toHaveCount(2)
  await expect(keys.getByRole('row').nth(1)).toContainText('to be ended')
  await page.getByRole('link', { name: '1. See the calls: Key revoked' }).click()
  await expect(page).toHaveURL(/\/calls\?code=KEY_REVOKED/)
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('/api/demo/hello')
})

test('a call comes to be among the numbers by itself, and what its reader opened stays open', async ({
  page,
  baseURL,
}) => {
  const { key } = await signUp(page)
  await page.goto('/usage?range=24h')
  await page.getByText('Show as table').click()
  await markPage(page)
  const rows = page.getByRole('table', { name: 'Calls an hour' }).getByRole('row')
  await expect(rows).toHaveCount(25)
  await call(baseURL, key)
  await expect(page.getByTestId('figures')).toContainText('Calls1', { timeout: 20_000 })
  await expect(rows.last()).toContainText('1')
  await expect(rows.last()).toBeVisible()
  expect(await isMarked(page)).toBe(true)
})

test('the rows are downloaded as they are narrowed', async ({ page, baseURL }) => {
  const { key } = await signUp(page)
  await call(baseURL, key)
  await page.goto('/usage?range=7d&outcome=ok')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV', exact: true }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^usage-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  const [head, first] = (await readFile(await file.path(), 'utf8')).split('\r\n')
  expect(head).toMatch(/^start,unit,key_id,key,/)
  expect(first).toMatch(/,hour,key_\w+,default,\w+,Demo,ok,1,1,/)
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('ranges, metrics and filters are links and a form, and every number stands in a table', async ({
    page,
    baseURL,
  }) => {
    const { key } = await signUp(page)
    await call(baseURL, key)
    await page.goto('/usage')
    await page.getByRole('link', { name: '7 days' }).click()
    await page.getByRole('link', { name: 'Latency' }).click()
    await expect(page).toHaveURL(/\?range=7d&metric=latency$/)
    await expect(page.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true')
    await page.getByText('Show as table').click()
    await expect(page.getByRole('table', { name: 'Latency by the day' }).getByRole('row')).toHaveCount(8)
    await page.getByText('Other days, one key or route').click()
    await page.getByLabel('Route', { exact: true }).selectOption({ label: 'Demo' })
    await page.getByLabel('From', { exact: true }).fill('2024-01-10')
    await page.getByLabel('To', { exact: true }).fill('2024-01-05')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(page.getByText('The last day is before the first.')).toBeVisible()
    await page.getByLabel('To', { exact: true }).fill('2024-01-12')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(page).toHaveURL(/from=2024-01-10&to=2024-01-12/)
    await expect(page.getByTestId('narrowed')).toContainText('Route Demo')
    await expect(page.getByText('No calls in this time').last()).toBeVisible()
    await page.getByRole('link', { name: 'Without “Demo”' }).click()
    await expect(page.getByTestId('narrowed')).toHaveCount(0)
  })
})
