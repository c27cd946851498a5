import { addApp, giveCode, givePassword } from './factors.ts'
import { expect, signIn, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('an app is added, asked for at the next sign-in, and its code works once', async ({ page, browser }) => {
      const { username, password } = await signUp(page)
      const { next } = await addApp(page)
      await expect(page.getByText('10 of 10 left')).toBeVisible()

      const there = await (await browser.newContext({ javaScriptEnabled })).newPage()
      await givePassword(there, username, password)
      await there.goto('/keys')
      await expect(there).toHaveURL(/\/login\/factor\?next=%2Fkeys$/)
      const code = next()
      await giveCode(there, code)
      await expect(there).toHaveURL(/\/keys$/)

      const thief = await (await browser.newContext({ javaScriptEnabled })).newPage()
      await givePassword(thief, username, password)
      await giveCode(thief, code)
      await expect(thief.getByRole('alert')).toContainText('used before')
      await thief.getByRole('button', { name: 'Use another account' }).click()
      await expect(thief).toHaveURL(/\/login$/)
      await there.context().close()
      await thief.context().close()
    })

    test('who lost the phone signs in with a recovery code, and takes the app away', async ({ page, context }) => {
      const { username, password } = await signUp(page)
      const { codes } = await addApp(page)
      await context.clearCookies()
      await givePassword(page, username, password)
      await giveCode(page, (codes[4] ?? '').toUpperCase())
      await expect(page).toHaveURL(/\/dashboard$/)

      await page.goto('/settings/factors')
      await expect(page.getByText('9 of 10 left')).toBeVisible()
      await page.getByRole('link', { name: 'Remove the app …' }).click()
      await expect(page.getByText('It is your last second factor')).toBeVisible()
      await page.getByRole('button', { name: 'Remove app' }).click()
      await expect(page.getByRole('status')).toContainText('Removed.')
      await context.clearCookies()
      await signIn(page, username, password)
    })

    test('new recovery codes take the place of the old', async ({ page, context }) => {
      const { username, password } = await signUp(page)
      const { codes } = await addApp(page)
      await page.getByRole('link', { name: 'Make new codes …' }).click()
      await page.getByRole('button', { name: 'Make new codes' }).click()
      const fresh = ((await page.getByTestId('recovery-codes').textContent()) ?? '').trim().split('\n')
      await context.clearCookies()
      await givePassword(page, username, password)
      await giveCode(page, codes[0] ?? '')
      await expect(page.getByRole('alert')).toBeVisible()
      await giveCode(page, fresh[0] ?? '')
      await expect(page).toHaveURL(/\/dashboard$/)
    })
  })
}

test('recovery codes are printed without anything around them, dark on light', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'theme', value: 'dark', url: baseURL ?? '' }])
  await signUp(page)
  await page.goto('/settings/factors')
  await addApp(page)
  await page.getByRole('link', { name: 'Make new codes …' }).click()
  await page.getByRole('button', { name: 'Make new codes' }).click()
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByTestId('recovery-codes')).toBeVisible()
  await expect(page.getByRole('link', { name: 'I have kept them' })).toBeHidden()
  await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(255, 255, 255)')
})

test('without scripts passkeys are not offered, and the page says what works', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await signUp(page)
  await page.goto('/settings/factors/passkeys/new')
  await expect(page.getByRole('button', { name: 'Add passkey' })).toBeHidden()
  await expect(page.getByText('An authenticator app works without.')).toBeVisible()
  await page.context().clearCookies()
  await page.goto('/login')
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeHidden()
  await page.context().close()
})
