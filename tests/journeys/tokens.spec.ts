import { expect, signUp, test } from './journey.ts'

const BY_SCRIPT_AND_WITHOUT = [true, false]

for (const javaScriptEnabled of BY_SCRIPT_AND_WITHOUT) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a program gets a token, uses it, and is refused once it is revoked', async ({ page, baseURL }) => {
      await signUp(page)
      await page.goto('/settings/tokens')
      await page.locator('#name').fill('nightly report')
      await page.getByLabel('read keys', { exact: true }).check()
      await page.getByRole('button', { name: 'Create token' }).click()
      const token = (await page.getByTestId('service-token').textContent())?.trim() ?? ''
      const read = async (path: string) =>
        (await fetch(baseURL + path, { headers: { Authorization: `Bearer ${token}` } })).status
      expect([await read('/api/keys'), await read('/api/usage')]).toEqual([200, 403])
      await page.goto('/settings/tokens')
      await expect(page.getByText(token)).toHaveCount(0)
      await page.getByRole('link', { name: 'Revoke nightly report' }).click()
      await page.getByRole('button', { name: 'Revoke “nightly report”' }).click()
      await expect(page.getByRole('status')).toContainText('Revoked')
      expect(await read('/api/keys')).toBe(401)
    })
  })
}
