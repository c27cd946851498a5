import type { Page } from 'playwright/test'
import { expect } from './journey.ts'

/** An authenticator inside this browser, as a laptop has one. */
export async function withAuthenticator(page: Page, isUserVerified = true) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  })
  return {
    recognises: (isVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: isVerified }),
  }
}

/** Adds a passkey to who has no factor yet; ends where the recovery codes are shown. */
export async function addFirstPasskey(page: Page, name: string): Promise<void> {
  await page.goto('/settings/factors')
  await page.getByRole('link', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Add passkey' }).click()
  await expect(page.getByTestId('recovery-codes')).toBeVisible()
}
