import type { Page } from 'playwright/test'
import { call, expect, isMarked, markPage, signUp, test } from './journey.ts'

async function createKey(page: Page, name: string): Promise<string> {
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByRole('heading', { name: `“${name}” was created` })).toBeVisible()
  return (await page.getByTestId('api-key').textContent()) ?? ''
}

test('a key is created in place: its text once, its row in the list, the page not reloaded', async ({
  page,
  baseURL,
}) => {
  await signUp(page)
  await page.goto('/keys')
  await markPage(page)
  const key = await createKey(page, 'Nightly <b>import</b>')
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(3)
  await expect(page.getByRole('link', { name: 'Nightly <b>import</b>' })).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('')
  expect(await isMarked(page)).toBe(true)
  expect(await call(baseURL, key)).toMatchObject({ status: 200 })
})

test('a wrong field is named in place, and what was typed is kept', async ({ page }) => {
  await signUp(page)
  await page.goto('/keys')
  await page.getByLabel('Expires').evaluate((input) => input.removeAttribute('min'))
  await page.getByLabel('Name').fill('too late')
  await page.getByLabel('Expires').fill('2020-02-29')
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByLabel('Expires')).toHaveAccessibleDescription(/This date is over\./)
  await expect(page.getByLabel('Name')).toHaveValue('too late')
  await expect(page.getByTestId('api-key')).toHaveCount(0)
})

test('a key is renamed, then revoked after a question that names it, then refused', async ({ page, baseURL }) => {
  await signUp(page)
  await page.goto('/keys')
  const key = await createKey(page, 'import')
  await page.getByRole('link', { name: 'import' }).click()
  await page.getByLabel('Name', { exact: true }).fill('weekly import')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status')).toHaveText('Renamed.')
  await page.reload()
  await expect(page.getByRole('status')).toHaveCount(0)

  await page.getByRole('link', { name: 'Revoke key' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Revoke “weekly import”?')
  await page.getByRole('button', { name: 'Revoke “weekly import”' }).click()
  await expect(page.getByText(/^Revoked since /)).toBeVisible()
  expect(await call(baseURL, key)).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
  await expect(page.getByRole('link', { name: 'Revoke key' })).toHaveCount(0)
})

test('a form whose token is wrong is refused as a page with its request id', async ({ page }) => {
  await signUp(page)
  await page.goto('/keys')
  await page
    .locator('form[action="/keys"] input[name="csrf"]')
    .evaluate((input) => input.setAttribute('value', 'forged'))
  await page.evaluate(`{
    const form = document.querySelector('form[action="/keys"]')
    form.elements.name.value = 'x'
    form.submit()
  }`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The form was out of date')
  await expect(page.getByText(/req_[0-9a-z]{26}/)).toBeVisible()
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('a key is created by a plain form, and its page shows the text once', async ({ page, baseURL }) => {
    await signUp(page)
    await page.goto('/keys')
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    const key = await createKey(page, 'plain')
    expect((await answer).status()).toBe(201)
    expect(await call(baseURL, key)).toMatchObject({ status: 200 })
    await page.goto('/keys')
    await expect(page.getByTestId('api-key')).toHaveCount(0)
    await expect(page.getByRole('link', { name: 'plain' })).toBeVisible()
  })
})
