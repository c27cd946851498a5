import type { Page } from 'playwright/test'
import { expect } from './journey.ts'

/** The newest mail to an address under a subject, open at /dev/mail. The queue hands mails on within moments. */
export async function openMail(page: Page, email: string, subject: string): Promise<void> {
  const row = page.getByRole('row').filter({ hasText: email }).filter({ hasText: subject })
  await expect(async () => {
    await page.goto('/dev/mail')
    expect(await row.count()).toBeGreaterThan(0)
  }).toPass()
  await row.first().getByRole('link').click()
}

/** The link of such a mail, as a path of this site. */
export async function linkInMail(page: Page, email: string, subject: string): Promise<string> {
  await openMail(page, email, subject)
  const text = (await page.locator('pre').textContent()) ?? ''
  const link = /https?:\/\/\S+token=[\w-]{43}/.exec(text)?.[0] ?? ''
  return new URL(link).pathname + new URL(link).search
}
