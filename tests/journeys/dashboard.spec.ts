import { call, expect, isMarked, markPage, signUp, test } from './journey.ts'

test('the range is switched in place, and what its reader opened and focused stays so', async ({ page, baseURL }) => {
  const { key } = await signUp(page)
  await page.goto('/dashboard')
  await page.getByText('Show as table').click()
  await markPage(page)
  await page.getByRole('link', { name: '7 days' }).click()
  await expect(page.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true')
  await expect(page).toHaveURL(/\?range=7d$/)
  const rows = page.getByRole('table', { name: 'Calls a day, last 7 days' }).getByRole('row')
  await expect(rows).toHaveCount(8)
  await call(baseURL, key)
  await expect(rows.last()).toContainText('1', { timeout: 15_000 })
  await expect(page.getByRole('link', { name: '7 days' })).toBeFocused()
  expect(await isMarked(page)).toBe(true)
})

test('a refused call stands among the last calls with its reason, which leads to what to do', async ({
  page,
  baseURL,
}) => {
  await signUp(page)
  await page.goto('/keys')
  await page.getByLabel('Name').fill('to be ended')
  await page.getByRole('button', { name: 'Create key' }).click()
  const ended = (await page.getByTestId('api-key').textContent()) ?? ''
  await page.getByRole('link', { name: 'to be ended' }).click()
  await page.getByRole('link', { name: 'Revoke key' }).click()
  await page.getByRole('button', { name: 'Revoke “to be ended”' }).click()
  await expect(page.getByText('Revoked since')).toBeVisible()
  expect(await call(baseURL, ended)).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
  await page.goto('/dashboard')
  const calls = page.getByRole('region', { name: 'Last calls' })
  await expect(calls.getByRole('row').nth(1)).toContainText('Key revoked', { timeout: 15_000 })
  await calls.getByRole('link', { name: 'Key revoked' }).click()
  await expect(page).toHaveURL(/\/docs#KEY_REVOKED$/)
})

test('polling stops while nobody looks, and begins again at once', async ({ page }) => {
  await signUp(page)
  await page.clock.install()
  await page.goto('/dashboard')
  let polls = 0
  page.on('request', (request) => {
    if (request.url().includes('/dashboard/numbers')) polls++
  })
  const look = (isHidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
  await look(true)
  await page.clock.runFor(60_000)
  expect(polls).toBe(0)
  const answer = page.waitForResponse(/\/dashboard\/numbers/)
  await look(false)
  expect((await answer).status()).toBe(200)
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('ranges are links, examples are chosen, and nothing offers what it cannot do', async ({ page }) => {
    await signUp(page)
    await page.goto('/dashboard')
    await page.getByRole('link', { name: '30 days' }).click()
    await expect(page).toHaveURL(/\?range=30d$/)
    await expect(page.getByRole('link', { name: '30 days' })).toHaveAttribute('aria-current', 'true')
    await page.getByText('Python', { exact: true }).click()
    await expect(page.locator('#example-python')).toBeVisible()
    await expect(page.locator('#example-curl')).toBeHidden()
    await expect(page.getByRole('button', { name: 'Copy' })).toHaveCount(0)
  })
})
