import { expect, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('language and theme are chosen on any page, which stays where it was', async ({ page }) => {
      await signUp(page)
      await page.goto('/dashboard?range=7d')
      await page.getByRole('button', { name: '中文' }).click()
      await expect(page).toHaveURL(/\/dashboard\?range=7d$/)
      await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans')
      await expect(page.getByRole('link', { name: '新建密钥' })).toBeVisible()

      await page.getByRole('button', { name: '深色' }).click()
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
      await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(20, 19, 15)')
      await page.getByRole('button', { name: '跟随系统' }).click()
      await expect(page.locator('html')).not.toHaveAttribute('data-theme')
    })
  })
}

test.describe('a reader who prefers Chinese and dark', () => {
  test.use({ locale: 'zh-CN', colorScheme: 'dark' })

  test('gets both without asking', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('link', { name: '登录' }).first()).toBeVisible()
    await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(20, 19, 15)')
  })
})
