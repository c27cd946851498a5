import { expect, signIn, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('what is chosen in the settings holds on every page, and in another browser', async ({ page, browser }) => {
      const { username, password } = await signUp(page)
      await page.goto('/settings')
      await expect(page).toHaveURL(/\/settings\/profile$/)
      await page.getByRole('combobox', { name: 'Language' }).selectOption('中文')
      await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
      await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark')
      await page.getByLabel('A sign-in from a new device').uncheck()
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('status')).toHaveText('已保存。')
      await expect(page.getByLabel('时区')).toHaveValue('Asia/Tokyo')
      await expect(page.getByLabel('新设备登录')).not.toBeChecked()
      await expect(page.getByLabel('额度用到')).toBeChecked()

      const elsewhere = await browser.newContext({ javaScriptEnabled, locale: 'en-GB', colorScheme: 'light' })
      const other = await elsewhere.newPage()
      await signIn(other, username, password)
      await expect(other.locator('html')).toHaveAttribute('lang', 'zh-Hans')
      await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark')
      await other.goto('/settings/audit')
      const time = other.getByRole('row', { name: /更改个人资料/ }).locator('time')
      const instant = new Date((await time.getAttribute('datetime')) ?? '')
      const clock = (timeZone: string) => instant.toLocaleTimeString('en-GB', { timeZone })
      await expect(time).toContainText(clock('Asia/Tokyo'))
      await expect(time).toHaveAttribute('title', new RegExp(`${clock('UTC')} UTC$`))
      await elsewhere.close()
    })

    test('a new user name that is taken is said at its field, and what was typed is kept', async ({
      page,
      browser,
    }) => {
      const other = await (await browser.newContext({ javaScriptEnabled })).newPage()
      const { username } = await signUp(other)
      await other.context().close()
      await signUp(page)
      await page.goto('/settings/profile')
      await page.getByLabel('User name').fill(username)
      await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByLabel('User name')).toHaveAccessibleDescription(/Already taken\./)
      await expect(page.getByLabel('User name')).toHaveValue(username)
      await expect(page.getByLabel('Time zone')).toHaveValue('Asia/Tokyo')
    })
  })
}

test.describe('a browser in Berlin', () => {
  test.use({ timezoneId: 'Europe/Berlin' })

  test('offers its own time zone, and saves it only when its reader does', async ({ page }) => {
    await signUp(page)
    await page.goto('/settings/profile')
    await expect(page.getByText('Your browser says Berlin, UTC')).toBeVisible()
    await expect(page.getByLabel('Time zone')).toHaveValue('UTC')
    await page.getByRole('button', { name: 'Choose it' }).click()
    await expect(page.getByText('Your browser says')).toBeHidden()
    await page.reload()
    await expect(page.getByLabel('Time zone')).toHaveValue('UTC')
    await page.getByRole('button', { name: 'Choose it' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('status')).toHaveText('Saved.')
    await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin')
    await page.goto('/dashboard')
    await page.getByText('Show as table').click()
    await expect(page.getByRole('columnheader', { name: 'From (Berlin)' })).toBeVisible()
    await page.goto('/dashboard?range=7d')
    await page.getByText('Show as table').click()
    await expect(page.getByRole('columnheader', { name: 'From (Berlin)' })).toBeVisible()
  })
})
