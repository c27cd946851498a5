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

/** Opens the part of a key's page that is folded away under this name. */
const part = async (page: Page, name: string) => {
  await page.locator('summary').filter({ hasText: name }).click()
  return page.getByRole('form', { name })
}

test('a key is renamed in place, then revoked after a question that names it, then refused, with proof', async ({
  page,
  baseURL,
}) => {
  await signUp(page)
  await page.goto('/keys')
  const key = await createKey(page, 'import')
  await page.getByRole('link', { name: 'import' }).click()
  await markPage(page)
  const words = await part(page, 'Name and notes')
  await words.getByLabel('Name').fill('weekly import')
  await words.getByLabel('Note').fill('Mondays')
  await words.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status')).toHaveText('Saved. In force from the next call on.')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('weekly import')
  expect(await isMarked(page)).toBe(true)
  expect(await call(baseURL, key)).toMatchObject({ status: 200 })
  await page.reload()
  await expect(page.getByRole('status')).toHaveCount(0)

  await page.getByRole('link', { name: 'Revoke key' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Revoke “weekly import”?')
  await page.getByRole('button', { name: 'Revoke “weekly import”' }).click()
  await expect(page.getByText(/^Revoked since /)).toBeVisible()
  expect(await call(baseURL, key)).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
  await expect(page.getByRole('link', { name: 'Revoke key' })).toHaveCount(0)
  const proof = page.getByRole('region', { name: 'Proof of the revocation' })
  await expect(proof).toContainText(/In force since\s*\d{4}-\d\d-\d\dT/)
  await expect(proof).toContainText(/GET \/api\/demo\/hello/)
  await expect(proof).toContainText(/req_[0-9a-z]{26}/)
})

test('a key is bound to addresses and switched off and on in place; a wrong address is named', async ({
  page,
  baseURL,
}) => {
  await signUp(page)
  await page.goto('/keys')
  const key = await createKey(page, 'bound')
  await page.getByRole('link', { name: 'bound' }).click()
  await markPage(page)
  const use = await part(page, 'Scopes and addresses')
  await use.getByLabel('Allowed addresses').fill('192.0.2.0/24\n192.0.02.1')
  await use.getByRole('button', { name: 'Save' }).click()
  await expect(use.getByLabel('Allowed addresses')).toHaveAccessibleDescription(/Use an IP address/)
  await use.getByLabel('Allowed addresses').fill('192.0.2.77/24')
  await use.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('192.0.2.0/24').first()).toBeVisible()
  expect(await call(baseURL, key)).toMatchObject({ status: 403, code: 'IP_FORBIDDEN' })
  await page.getByRole('button', { name: 'Switch off' }).click()
  await expect(page.getByText('This key is switched off')).toBeVisible()
  expect(await call(baseURL, key)).toMatchObject({ status: 403, code: 'KEY_DISABLED' })
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByText('This key is on.')).toBeVisible()
  expect(await isMarked(page)).toBe(true)
})

test('a key is rotated: both work, the old one’s page counts who still uses it by itself, and ends it early', async ({
  page,
  baseURL,
}) => {
  await signUp(page)
  await page.goto('/keys')
  const old = await createKey(page, 'turned')
  await page.getByRole('link', { name: 'turned' }).click()
  await page.getByRole('link', { name: 'Rotate key' }).click()
  await page.getByLabel('The old key works for').selectOption('1 hour more')
  await page.getByRole('button', { name: 'Make the new key' }).click()
  const key = (await page.getByTestId('api-key').textContent()) ?? ''
  expect(key).not.toBe(old)
  await page.getByRole('link', { name: 'See who still uses the old key' }).click()
  await expect(page.getByTestId('calls-since-rotation')).toContainText(/^0 /)
  await markPage(page)
  expect(await call(baseURL, old)).toMatchObject({ status: 200 })
  expect(await call(baseURL, key)).toMatchObject({ status: 200 })
  await expect(page.getByTestId('calls-since-rotation')).toContainText(/^1 /, { timeout: 15_000 })
  expect(await isMarked(page)).toBe(true)
  await page.getByRole('link', { name: 'End it now' }).click()
  await page.getByRole('button', { name: 'Revoke “turned”' }).click()
  await expect(page.getByText(/^Revoked since /)).toBeVisible()
  expect(await call(baseURL, old)).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
  expect(await call(baseURL, key)).toMatchObject({ status: 200 })
})

async function revokeTwo(page: Page): Promise<void> {
  for (const name of ['first', 'second', 'third']) {
    await page.goto('/keys')
    await createKey(page, name)
  }
  await page.goto('/keys')
  await page.getByLabel('Choose “first”').check()
  await page.getByLabel('Choose “third”').check()
  await page.getByRole('button', { name: 'Revoke chosen' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Revoke 2 keys?')
  await expect(page.getByRole('main').getByRole('listitem')).toHaveText([/third/, /first/])
  await page.getByRole('button', { name: 'Revoke 2 keys' }).click()
  await expect(page.getByRole('status')).toContainText('Revoked.')
  await page.getByLabel('Status').selectOption('All but revoked and expired')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.locator('#keys tbody th')).toHaveText([/second/, /default/])
}

test('keys are chosen and revoked together, and then filtered away', async ({ page }) => {
  await signUp(page)
  await revokeTwo(page)
})

test('all keys of a page are ticked at once, and none; who revokes them comes back to the list as it was narrowed', async ({
  page,
}) => {
  await signUp(page)
  for (const name of ['bulk one', 'bulk two']) {
    await page.goto('/keys')
    await createKey(page, name)
  }
  await page.goto('/keys?search=bulk&limit=100')
  const ticked = page.locator('#keys').getByRole('checkbox', { checked: true })
  await page.getByRole('button', { name: 'Choose all on this page' }).click()
  await expect(ticked).toHaveCount(2)
  await page.getByRole('button', { name: 'Choose all on this page' }).click()
  await expect(ticked).toHaveCount(0)
  await page.getByRole('button', { name: 'Choose all on this page' }).click()
  await page.getByRole('button', { name: 'Revoke chosen' }).click()
  await page.getByRole('button', { name: 'Revoke 2 keys' }).click()
  await expect(page).toHaveURL(/\/keys\?search=bulk&limit=100$/)
  await expect(page.locator('#keys tbody tr')).toHaveText([/Revoked/, /Revoked/])
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

  test('keys are chosen, revoked together and filtered away by plain forms', async ({ page }) => {
    await signUp(page)
    await revokeTwo(page)
  })

  test('a key is changed, switched off and rotated by plain forms', async ({ page, baseURL }) => {
    await signUp(page)
    await page.goto('/keys')
    const old = await createKey(page, 'plain')
    await page.goto('/keys')
    await page.getByRole('link', { name: 'plain' }).click()
    const limits = await part(page, 'Limits')
    await limits.getByLabel('Rate limit').fill('burst')
    await limits.getByLabel('Calls').fill('1')
    await limits.getByLabel('In seconds').fill('3600')
    await limits.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('status')).toHaveText('Saved. In force from the next call on.')
    await expect(page.getByText('1 call in 3,600 s')).toBeVisible()
    expect(await call(baseURL, old)).toMatchObject({ status: 200 })
    expect(await call(baseURL, old)).toMatchObject({ status: 429, code: 'RATE_LIMITED' })
    await page.getByRole('button', { name: 'Switch off' }).click()
    expect(await call(baseURL, old)).toMatchObject({ status: 403, code: 'KEY_DISABLED' })
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByRole('link', { name: 'Rotate key' }).click()
    await page.getByLabel('The old key works for').selectOption('no longer: it ends at once')
    await page.getByRole('button', { name: 'Make the new key' }).click()
    const key = (await page.getByTestId('api-key').textContent()) ?? ''
    expect(await call(baseURL, old)).toMatchObject({ status: 401, code: 'KEY_REVOKED' })
    expect(await call(baseURL, key)).toMatchObject({ status: 200 })
  })
})
