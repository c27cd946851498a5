import type { Page } from 'playwright/test'
import { givePassword } from './factors.ts'
import { expect, signUp, test } from './journey.ts'
import { addFirstPasskey, withAuthenticator } from './passkeys.ts'

const usePasskey = (page: Page) => page.getByRole('button', { name: 'Use a passkey' }).click()

test('a passkey is the second factor', async ({ page, context }) => {
  await withAuthenticator(page)
  const { username, password } = await signUp(page)
  await addFirstPasskey(page, 'Laptop')
  await context.clearCookies()
  await givePassword(page, username, password)
  await usePasskey(page)
  await expect(page).toHaveURL(/\/dashboard$/)
  await page.goto('/settings/factors')
  await expect(page.getByRole('row', { name: 'Laptop' })).toContainText('now')
})

test('a passkey signs in without a name and a password, and on to where one wanted', async ({ page, context }) => {
  const authenticator = await withAuthenticator(page)
  await signUp(page)
  await addFirstPasskey(page, 'Laptop')
  await context.clearCookies()
  await page.goto('/keys')
  await authenticator.recognises(false)
  await usePasskey(page)
  await expect(page.getByRole('alert')).toContainText('Nothing was done')
  await authenticator.recognises(true)
  await usePasskey(page)
  await expect(page).toHaveURL(/\/keys$/)
})

test('a passkey stands for the password that is asked for again', async ({ page }) => {
  await withAuthenticator(page)
  await signUp(page)
  await addFirstPasskey(page, 'Laptop')
  await page.goto('/login/again?next=/settings/factors/app')
  await usePasskey(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add an authenticator app')
})

test('one device gives one passkey an account', async ({ page }) => {
  await withAuthenticator(page)
  await signUp(page)
  await addFirstPasskey(page, 'Laptop')
  await page.goto('/settings/factors/passkeys/new')
  await page.getByRole('button', { name: 'Add passkey' }).click()
  await expect(page.getByRole('alert')).toHaveText('This device already has a passkey for your account.')
})

test('a passkey is renamed, and removed it signs nobody in', async ({ page, context }) => {
  await withAuthenticator(page)
  await signUp(page)
  await addFirstPasskey(page, 'Laptop')
  await page.goto('/settings/factors')
  await page.getByRole('link', { name: 'Change Laptop' }).click()
  await page.getByLabel('Name').fill('Old laptop')
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('link', { name: 'Change Old laptop' }).click()
  await page.getByRole('link', { name: 'Remove passkey …' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Remove “Old laptop”?')
  await page.getByRole('button', { name: 'Remove passkey' }).click()
  await expect(page.getByText('No passkeys yet')).toBeVisible()
  await context.clearCookies()
  await page.goto('/login')
  await usePasskey(page)
  await expect(page.getByRole('alert')).toContainText('The passkey was not accepted')
})
