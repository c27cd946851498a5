import { readFile } from 'node:fs/promises'
import { unzip } from '../setup/unzip.ts'
import { addApp, giveCode, givePassword } from './factors.ts'
import { call, expect, signUp, test } from './journey.ts'
import { linkInMail } from './mailbox.ts'
import { withAuthenticator } from './passkeys.ts'

const NEW_PASSWORD = 'a longer walk downhill'

// One person's way through everything around their access, in one browser and a few others.
test('a newcomer from signing up to leaving', async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000)
  const { username, email, password, key } = await signUp(page)
  const elsewhere = async () => (await browser.newContext({ baseURL: baseURL ?? '', locale: 'en-GB' })).newPage()

  await test.step('confirms the address', async () => {
    await page.goto(await linkInMail(page, email, 'Confirm your address'))
    await page.getByRole('button', { name: 'Confirm' }).click()
    await expect(page.getByRole('status')).toHaveText('Confirmed. The address is yours.')
  })

  const { codes } = await test.step('adds an authenticator app', () => addApp(page))

  await test.step('adds a passkey', async () => {
    await withAuthenticator(page)
    await page.getByRole('link', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name').fill('Laptop')
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await expect(page.getByRole('row', { name: 'Laptop' })).toBeVisible()
  })

  const other = await elsewhere()
  await test.step('without the phone, a recovery code signs in elsewhere, once', async () => {
    await givePassword(other, username, password)
    await giveCode(other, codes[0] ?? '')
    await expect(other).toHaveURL(/\/dashboard$/)
    const third = await elsewhere()
    await givePassword(third, username, password)
    await giveCode(third, codes[0] ?? '')
    await expect(third.getByRole('alert')).toBeVisible()
    await third.context().close()
  })

  await test.step('invites someone who may only read', async () => {
    const guest = await elsewhere()
    const { email: theirs } = await signUp(guest)
    await page.goto('/settings/members')
    await page.getByLabel('Email').fill(theirs)
    await page.getByLabel('Role').selectOption('viewer')
    await page.getByRole('button', { name: 'Send invitation' }).click()
    await guest.goto(await linkInMail(guest, theirs, 'invites you'))
    await guest.getByRole('button', { name: 'Accept the invitation' }).click()
    await expect(guest.getByRole('banner').locator('summary')).toContainText(username)
    await guest.goto('/keys')
    await expect(guest.getByRole('link', { name: 'default' })).toBeVisible()
    await expect(guest.getByRole('button', { name: 'Create key' })).toHaveCount(0)
    await guest.context().close()
  })

  await test.step('forgets the password and resets it, which ends every session and keeps the second factor', async () => {
    await other.goto('/settings/password')
    const forgetful = await elsewhere()
    await forgetful.goto('/login')
    await forgetful.getByRole('link', { name: 'Forgot your password?' }).click()
    await forgetful.getByLabel('User name or email').fill(email)
    await forgetful.getByRole('main').getByRole('button').click()
    await forgetful.goto(await linkInMail(forgetful, email, 'Choose a new password'))
    await forgetful.getByLabel('New password').fill(NEW_PASSWORD)
    await forgetful.getByRole('main').getByRole('button').click()
    await expect(forgetful).toHaveURL(/\/login$/)
    for (const ended of [page, other]) {
      await ended.goto('/keys')
      await expect(ended).toHaveURL(/\/login/)
    }
    await givePassword(forgetful, username, NEW_PASSWORD)
    await giveCode(forgetful, codes[1] ?? '')
    await expect(forgetful).toHaveURL(/\/dashboard$/)
    await forgetful.context().close()
  })

  await test.step('signs in again with the passkey alone, and ends a session that is not theirs', async () => {
    await givePassword(other, username, NEW_PASSWORD)
    await giveCode(other, codes[2] ?? '')
    await page.goto('/login')
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await expect(page).toHaveURL(/\/dashboard$/)
    await page.goto('/settings/sessions')
    await page.getByRole('link', { name: /^End all others/ }).click()
    await page.getByRole('button', { name: 'End all others' }).click()
    await other.goto('/keys')
    await expect(other).toHaveURL(/\/login/)
    await other.context().close()
  })

  await test.step('takes all data along, and deletes the account', async () => {
    await page.goto('/settings/account')
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download all data' }).click()
    const files = unzip(await readFile(await (await downloading).path()))
    expect((files['members.ndjson'] ?? '').trim().split('\n')).toHaveLength(2)
    expect(await call(baseURL, key)).toMatchObject({ status: 200 })
    await page.getByRole('link', { name: 'Delete the account' }).click()
    await page.getByLabel('Type the account’s name').fill(username)
    await page.getByRole('button', { name: `Delete “${username}”` }).click()
    await expect(page.getByRole('alert')).toContainText('This account will be erased on')
    expect(await call(baseURL, key)).toMatchObject({ status: 403, code: 'ACCOUNT_SUSPENDED' })
  })
})
