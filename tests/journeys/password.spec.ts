import { expect, signIn, signUp, test } from './journey.ts'
import { linkInMail, openMail } from './mailbox.ts'

const NEXT = 'a longer walk downhill'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('who forgot their password sets another by mail, and signs in with it', async ({ page, browser }) => {
      const { email, username, password } = await signUp(page)
      await page.goto(await linkInMail(page, email, 'Confirm your address'))
      await page.getByRole('button', { name: 'Confirm address' }).click()

      const elsewhere = await browser.newContext({ javaScriptEnabled, baseURL: new URL(page.url()).origin })
      const there = await elsewhere.newPage()
      await there.goto('/login')
      await there.getByRole('link', { name: 'Forgot your password?' }).click()
      await there.getByLabel('User name or email').fill(username)
      await there.getByRole('button', { name: 'Send link' }).click()
      await expect(there.getByText('If a confirmed address belongs to it')).toBeVisible()
      await there.goto(await linkInMail(there, email, 'Choose a new password for Tollgate'))
      await expect(there.getByLabel('For')).toHaveValue(username)
      await there.getByLabel('New password').fill('password')
      await there.getByRole('button', { name: 'Set password' }).click()
      await expect(there.getByLabel('New password')).toHaveAccessibleDescription(/Too many people use this password/)
      await there.getByLabel('New password').fill(NEXT)
      await there.getByRole('button', { name: 'Set password' }).click()
      await expect(there).toHaveURL(/\/login$/)
      await expect(there.getByRole('status')).toContainText('The password is set')

      await page.goto('/keys')
      await expect(page).toHaveURL(/\/login/)
      await there.getByLabel('User name or email').fill(email)
      await there.getByLabel('Password').fill(password)
      await there.getByRole('button', { name: 'Sign in' }).click()
      await expect(there.getByRole('alert')).toHaveText('The name or the password is wrong.')
      await signIn(there, email, NEXT)
      await openMail(there, email, 'Your password at Tollgate was changed')
      await elsewhere.close()
    })

    test('nobody learns whether a name is someone’s', async ({ page }) => {
      const { username } = await signUp(page)
      const told: string[] = []
      for (const login of [username, `${username}-not`]) {
        await page.goto('/password/reset')
        await page.getByLabel('User name or email').fill(login)
        await page.getByRole('button', { name: 'Send link' }).click()
        told.push((await page.locator('main').textContent()) ?? '')
      }
      expect(told[1]).toBe(told[0])
    })

    test('a changed password ends the other sessions, and this one stays', async ({ page, browser }) => {
      const { username, password } = await signUp(page)
      const elsewhere = await browser.newContext({ javaScriptEnabled, baseURL: new URL(page.url()).origin })
      const there = await elsewhere.newPage()
      await signIn(there, username, password)
      await page.goto('/settings/password')
      await page.getByLabel('Current password').fill('not the password')
      await page.getByLabel('New password').fill(NEXT)
      await page.getByRole('button', { name: 'Change password' }).click()
      await expect(page.getByRole('alert')).toHaveText('The current password is wrong.')
      await page.getByLabel('Current password').fill(password)
      await page.getByLabel('New password').fill(NEXT)
      await page.getByRole('button', { name: 'Change password' }).click()
      await expect(page.getByRole('status')).toHaveText('Changed. You are signed in here alone.')
      await there.goto('/keys')
      await expect(there).toHaveURL(/\/login/)
      await signIn(there, username, NEXT)
      await elsewhere.close()
    })
  })
}
