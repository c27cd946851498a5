import { expect, signIn, signUp, test } from './journey.ts'

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a sign-in from a second device is told by mail, in the language of the reader', async ({ page, browser }) => {
      const { username, email, password } = await signUp(page)

      const phone = await browser.newContext({
        userAgent: PHONE,
        javaScriptEnabled,
        baseURL: new URL(page.url()).origin,
      })
      const there = await phone.newPage()
      await phone.addCookies([{ name: 'locale', value: 'zh', url: new URL(page.url()).origin }])
      await there.goto('/login')
      await there.getByLabel('用户名或邮箱').fill(username)
      await there.getByLabel('密码').fill(password)
      await there.getByRole('button', { name: '登录' }).click()
      await expect(there).toHaveURL(/\/dashboard$/)
      await phone.close()

      const row = page.getByRole('row').filter({ hasText: email }).filter({ hasText: 'Tollgate 有新的登录' })
      await expect(async () => {
        await page.goto('/dev/mail')
        expect(await row.count()).toBe(1)
      }).toPass()
      await row.getByRole('link', { name: 'Tollgate 有新的登录' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tollgate 有新的登录')
      await expect(page.locator('pre')).toContainText('设备：Safari, iOS')
      const frame = page.frameLocator('iframe')
      await expect(frame.getByRole('heading')).toHaveText('新的登录')
      await expect(frame.getByText('Safari, iOS', { exact: true })).toBeVisible()
      const opened = page.waitForEvent('popup')
      await frame.getByRole('link', { name: '查看已登录的会话' }).click()
      await expect(await opened).toHaveURL(/\/settings\/sessions$/)
    })

    test('a sign-in from the same device is no news', async ({ page, context }) => {
      const { username, email, password } = await signUp(page)
      await context.clearCookies()
      await signIn(page, username, password)
      const rows = page.getByRole('row').filter({ hasText: email })
      await expect(async () => {
        await page.goto('/dev/mail')
        await expect(rows).toHaveCount(1)
      }).toPass()
      await expect(rows).toContainText('Confirm your address')
    })
  })
}
