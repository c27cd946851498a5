import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import type { Page } from 'playwright/test'
import { expect } from './journey.ts'

/** What an authenticator app shows now, or some steps away, as a phone would work it out from the secret on the page. */
const codeOf = (secret: string, away: number): string =>
  generateHOTP(decodeBase32IgnorePadding(secret), BigInt(Math.floor(Date.now() / 30_000) + away), 6)

/** Adds an authenticator app on the pages; ends on the list. What the app shows next, and the recovery codes. */
export async function addApp(page: Page) {
  await page.goto('/settings/factors')
  await page.getByRole('link', { name: 'Add an app' }).click()
  const secret = ((await page.getByTestId('totp-secret').textContent()) ?? '').replaceAll(' ', '')
  await page.getByLabel('Six-digit code').fill(codeOf(secret, 0))
  await page.getByRole('button', { name: 'Confirm and switch on' }).click()
  const codes = ((await page.getByTestId('recovery-codes').textContent()) ?? '').trim().split('\n')
  expect(codes).toHaveLength(10)
  await page.getByRole('link', { name: 'I have kept them' }).click()
  return { next: () => codeOf(secret, 1), codes }
}

/** Gives the password; ends where the second factor is asked for. */
export async function givePassword(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('User name or email').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One more step')
}

export async function giveCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
