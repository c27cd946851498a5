import type { Page } from 'playwright/test'
import { expect, signUp, test } from './journey.ts'

/** Tabs on until the element with this name has the focus, as someone without a mouse would. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    const named = await page.evaluate(
      '(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()',
    )
    if (named === name) return
  }
  throw new Error(`No Tab reached “${name}”`)
}

test('signing in and creating a key need no mouse', async ({ page }) => {
  const { email, password } = await signUp(page)
  await page.context().clearCookies()
  await page.goto('/login')
  await tabTo(page, 'User name or email')
  await page.keyboard.type(email)
  await tabTo(page, 'Password')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/dashboard$/)

  await tabTo(page, 'Keys')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/keys$/)
  await tabTo(page, 'Name')
  await page.keyboard.type('by hand')
  await tabTo(page, 'Create key')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '“by hand” was created' })).toBeFocused()
  await expect(page.getByTestId('api-key')).toHaveText(/^sk_/)
})

test('the first Tab offers the way past the navigation', async ({ page }) => {
  await signUp(page)
  await page.goto('/keys')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})

test('what has the focus shows it', async ({ page }) => {
  await page.goto('/login')
  await tabTo(page, 'Sign in')
  await expect(page.locator(':focus')).toHaveCSS('outline-style', 'solid')
})
