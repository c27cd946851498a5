import { readFile } from 'node:fs/promises'
import { unzip } from '../setup/unzip.ts'
import { call, expect, signUp, test } from './journey.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('an owner takes all data along', async ({ page, baseURL }) => {
      const { key, username } = await signUp(page)
      await call(baseURL, key, '/api/demo/taken-along')
      await page.goto('/settings/account')
      const downloading = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Download all data' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toMatch(new RegExp(`^account-${username}-\\d{4}-\\d\\d-\\d\\d\\.zip$`))
      const files = unzip(await readFile(await download.path()))
      expect(files['README.txt']).toContain(username)
      expect(JSON.parse(files['members.ndjson'] ?? '')).toMatchObject({ username, role: 'owner' })
      expect(JSON.parse(files['keys.ndjson'] ?? '')).toMatchObject({ hint: `sk_…${key.slice(-4)}` })
      expect(JSON.parse(files['calls.ndjson'] ?? '')).toMatchObject({ path: '/api/demo/taken-along', status: 200 })
      expect(Object.values(files).join()).not.toContain(key)
    })

    test('an account is deleted after its name was typed, refused at once, and taken back', async ({
      page,
      baseURL,
    }) => {
      const { key, username } = await signUp(page)
      await page.goto('/settings/account')
      await page.getByRole('link', { name: 'Delete the account' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Delete “${username}”?`)
      await page.getByLabel('Type the account’s name').fill('another')
      await page.getByRole('button', { name: `Delete “${username}”` }).click()
      await expect(page.getByLabel('Type the account’s name')).toHaveAccessibleDescription(/This is not the name\./)
      expect(await call(baseURL, key)).toMatchObject({ status: 200 })
      await page.getByLabel('Type the account’s name').fill(username)
      await page.getByRole('button', { name: `Delete “${username}”` }).click()
      await expect(page.getByRole('status')).toHaveText(/refused from its next call on/)
      expect(await call(baseURL, key)).toMatchObject({ status: 403, code: 'ACCOUNT_SUSPENDED' })

      await page.goto('/keys')
      await expect(page.getByRole('alert')).toContainText('This account will be erased on')
      await page.getByRole('link', { name: 'Take it back' }).click()
      await page.getByRole('button', { name: 'Keep the account after all' }).click()
      await expect(page.getByRole('status')).toHaveText(/admitted again/)
      await expect(page.getByRole('alert')).toHaveCount(0)
      expect(await call(baseURL, key)).toMatchObject({ status: 200 })

      const mail = page.getByRole('row', { name: new RegExp(`^${username} at .* is to be deleted`) })
      await expect(async () => {
        await page.goto('/dev/mail')
        expect(await mail.count()).toBe(1)
      }).toPass()
    })
  })
}
