import type { Page } from 'playwright/test'
import { call, expect, signInAsOperator, signUp, test } from './journey.ts'

/** From the overview to the page of the call that stands first there. */
async function openNewest(page: Page, path: string): Promise<void> {
  await page.goto('/dashboard')
  const link = page.getByRole('region', { name: 'Last calls' }).getByRole('link', { name: `GET ${path}` })
  await expect(async () => {
    await page.reload()
    await expect(link).toBeVisible({ timeout: 500 })
  }).toPass()
  await link.click()
  await expect(page).toHaveURL(/\/calls\/req_[0-9a-z]{26}$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`GET ${path}`)
}

/** A call that passes and one that is refused, each explained. */
async function explains(page: Page, origin: string | undefined): Promise<void> {
  const { key } = await signUp(page)
  await call(origin, key, '/api/demo/passes')
  await openNewest(page, '/api/demo/passes')
  await expect(page.getByTestId('outcome')).toContainText('Answered · 200')
  const checks = page.getByTestId('checks').getByRole('listitem')
  await expect(checks.first()).toContainText('Key is known')
  await expect(checks.last()).toContainText('Credits of the plan')
  await expect(checks.last()).toContainText('100 left before, 99 after')
  await expect(page.getByText('until the upstream answered', { exact: true })).toBeVisible()
  await expect(page.getByText('1 credit charged', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'default' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('default')

  await page.getByRole('link', { name: 'Revoke key' }).click()
  await page.getByRole('button', { name: 'Revoke “default”' }).click()
  await expect(page.getByText('Revoked since')).toBeVisible()
  expect(await call(origin, key, '/api/demo/refused')).toMatchObject({ code: 'KEY_REVOKED' })
  await openNewest(page, '/api/demo/refused')
  await expect(page.getByTestId('outcome')).toContainText('Use another key.')
  await expect(checks.nth(1)).toContainText('refused')
  await expect(page.locator('[data-result="not_reached"]').first()).toContainText('Key is not expired')
  const id = new URL(page.url()).pathname.slice('/calls/'.length)
  await page.getByRole('link', { name: '← Calls' }).click()
  const rows = page.getByRole('table', { name: 'Calls' }).getByRole('row')
  await expect(rows).toHaveCount(3)
  await page.getByLabel('Request id').fill(id)
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(rows).toHaveCount(2)
  await rows.last().getByRole('link', { name: 'GET /api/demo/refused' }).click()
  await page.getByRole('link', { name: 'KEY_REVOKED' }).click()
  await expect(page).toHaveURL(/\/docs#KEY_REVOKED$/)
}

test('a call leads from the overview to each check of its decision', ({ page, baseURL }) => explains(page, baseURL))

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })
  test('it does so too', ({ page, baseURL }) => explains(page, baseURL))
})

test('its account and operators see a call, and nobody else', async ({ page, browser, baseURL }) => {
  const { key } = await signUp(page)
  await call(baseURL, key, '/api/demo/ours')
  await openNewest(page, '/api/demo/ours')
  const { pathname } = new URL(page.url())
  // Who looks at the overview has what is waiting brought to D1 within seconds.
  await page.goto('/dashboard')
  const [other, office] = [await browser.newContext(), await browser.newContext()]
  const [stranger, operator] = [await other.newPage(), await office.newPage()]
  await signUp(stranger)
  expect((await stranger.goto(pathname))?.status()).toBe(404)
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Nothing here')
  await signInAsOperator(operator)
  await expect.poll(async () => (await operator.goto(`/admin${pathname}`))?.status(), { timeout: 20_000 }).toBe(200)
  await expect(operator.getByRole('heading', { level: 1 })).toHaveText('GET /api/demo/ours')
  await expect(operator.getByRole('link', { name: /^acct_/ })).toBeVisible()
  await other.close()
  await office.close()
})

/** From the overview's count of refusals to the minute of one, and to why it was refused. */
async function asksWhy(page: Page, origin: string | undefined): Promise<void> {
  const { key } = await signUp(page)
  await page.goto('/keys')
  await page.getByRole('link', { name: 'default' }).click()
  await page.getByRole('link', { name: 'Revoke key' }).click()
  await page.getByRole('button', { name: 'Revoke “default”' }).click()
  await expect(page.getByText('Revoked since')).toBeVisible()
  expect(await call(origin, key, '/api/demo/why')).toMatchObject({ code: 'KEY_REVOKED' })
  const at = Date.now()
  await page.goto('/dashboard')
  const refused = page.getByRole('link', { name: '1', exact: true })
  await expect(async () => {
    await page.reload()
    await expect(refused).toBeVisible({ timeout: 500 })
  }).toPass()
  await refused.click()
  await expect(page).toHaveURL(/\/calls\?outcome=refused&since=/)
  const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  await page.getByLabel('From (UTC)').fill(minute(at - 60_000))
  await page.getByLabel('To, not included (UTC)').fill(minute(at + 60_000))
  await page.getByRole('button', { name: 'Show' }).click()
  const rows = page.getByRole('table', { name: 'Calls' }).getByRole('row')
  await expect(rows).toHaveCount(2)
  await page.getByLabel('To, not included (UTC)').fill(minute(at - 60_000))
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByText('Nothing found')).toBeVisible()
  await page.goBack()
  await rows.last().getByRole('link', { name: 'GET /api/demo/why' }).click()
  await expect(page.getByTestId('outcome')).toContainText('Use another key.')
}

test('“why was I refused at 14:03?” has an answer', ({ page, baseURL }) => asksWhy(page, baseURL))

test.describe('with scripts switched off', () => {
  test.use({ javaScriptEnabled: false })
  test('it has one too', ({ page, baseURL }) => asksWhy(page, baseURL))

  test('the newest calls come with a link', async ({ page, baseURL }) => {
    const { key } = await signUp(page)
    await page.goto('/calls')
    await expect(page.getByRole('button', { name: 'Pause' })).toBeHidden()
    await call(baseURL, key, '/api/demo/newest')
    await expect(async () => {
      await page.getByRole('link', { name: 'Refresh' }).click()
      await expect(page.getByRole('link', { name: 'GET /api/demo/newest' })).toBeVisible({ timeout: 500 })
    }).toPass()
  })
})

test('the newest calls come in by themselves, under the same filter, until that is paused by the keyboard', async ({
  page,
  baseURL,
}) => {
  const { key } = await signUp(page)
  await page.goto('/calls?outcome=ok')
  const [state, link] = [
    page.locator('[data-state]'),
    (path: string) => page.getByRole('link', { name: `GET ${path}` }),
  ]
  await expect(state).toHaveText('Live, every 5 s')
  await call(baseURL, key, '/api/demo/status/503')
  await call(baseURL, key, '/api/demo/first')
  await expect(link('/api/demo/first')).toBeVisible({ timeout: 15_000 })
  await expect(link('/api/demo/status/503')).toHaveCount(0)

  await link('/api/demo/first').focus()
  await expect(state).toHaveText('Held while you are in the list')
  const pause = page.getByRole('button', { name: 'Pause' })
  await pause.focus()
  await expect(state).toHaveText('Live, every 5 s')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toHaveText('Paused')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await call(baseURL, key, '/api/demo/second')
  // What makes a list that is not held ask at once.
  await page.evaluate('void document.dispatchEvent(new Event("visibilitychange"))')
  expect(asked).toEqual([])
  const resume = page.getByRole('button', { name: 'Resume' })
  await expect(resume).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(link('/api/demo/second')).toBeVisible({ timeout: 15_000 })
  expect(asked.every((url) => url.includes('/calls/part?outcome=ok'))).toBe(true)
  await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused()
})
