import { test as base, expect, type Page } from 'playwright/test'
import { development } from '../setup/development.ts'

export { development, expect }

/** A test whose page must not break its content security policy, nor throw. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const breaches: string[] = []
    page.on('pageerror', (error) => breaches.push(error.message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) breaches.push(message.text())
    })
    await use(page)
    expect(breaches).toEqual([])
  },
})

let made = 0

/** A name that no journey before had. */
export const freshName = (word: string): string => `${word}-${Date.now().toString(36)}${made++}`

export interface Newcomer {
  username: string
  email: string
  password: string
  key: string
}

/** Signs up on the page and reads the key that is shown there once; ends on the page that shows it. */
export async function signUp(page: Page): Promise<Newcomer> {
  const username = freshName('newcomer')
  const newcomer = { username, email: `${username}@example.com`, password: 'a long walk uphill' }
  await page.goto('/register')
  await page.getByLabel('User name').fill(newcomer.username)
  await page.getByLabel('Email').fill(newcomer.email)
  await page.getByLabel('Password').fill(newcomer.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  const key = (await page.getByTestId('api-key').textContent()) ?? ''
  expect(key).toMatch(/^sk_[0-9A-Za-z]{48}$/)
  return { ...newcomer, key }
}

/** Signs in on the page; ends on the overview. */
export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('User name or email').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
}

export async function signInAsOperator(page: Page): Promise<void> {
  const { operator } = development()
  await signIn(page, operator.email, operator.password)
}

/** Calls the API as a program would: no browser, no cookies. The status and the code of a refusal. */
export async function call(origin: string | undefined, key: string, path = '/api/demo/hello') {
  const answer = await fetch(`${origin}${path}`, { headers: { Authorization: `Bearer ${key}` } })
  const body = (await answer.json()) as { code?: string; path?: string }
  return { status: answer.status, code: body.code ?? null, path: body.path ?? null }
}

// What runs in the page is text: the types of this project are those of Workers, where there is no window.

/** Leaves a mark that a reload would wipe away. */
export const markPage = (page: Page): Promise<void> => page.evaluate('void (window.isSamePage = true)')

/** Whether this is still the page that was marked. */
export const isMarked = (page: Page): Promise<boolean> => page.evaluate("'isSamePage' in window")
