import type { Browser, Page } from 'playwright/test'
import { expect, freshName, type Newcomer, signUp, test } from './journey.ts'
import { linkInMail } from './mailbox.ts'

/** Another person’s browser. */
const elsewhere = async (browser: Browser, page: Page, javaScriptEnabled: boolean) =>
  (await browser.newContext({ javaScriptEnabled, baseURL: new URL(page.url()).origin, locale: 'en-GB' })).newPage()

async function invite(page: Page, email: string, role: string): Promise<void> {
  await page.goto('/settings/members')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Role').selectOption(role)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('status')).toHaveText('Invited. The mail is on its way.')
  await expect(page.getByRole('table', { name: 'Open invitations' }).getByRole('row', { name: email })).toBeVisible()
}

/** Opens the mail that an address got, and follows its link. */
async function followMail(page: Page, email: string): Promise<void> {
  await page.goto(await linkInMail(page, email, 'invites you'))
  await expect(page).toHaveURL(/\/invitation$/)
}

/** Signs up with the address that was invited, and accepts. */
async function joinAs(page: Page, username: string, account: string): Promise<void> {
  await followMail(page, `${username}@example.com`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Join “${account}”`)
  await page.getByRole('main').getByRole('link', { name: 'Create account' }).click()
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Email').fill(`${username}@example.com`)
  await page.getByLabel('Password').fill('a long walk uphill')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Go on to the invitation' }).click()
  await page.getByRole('button', { name: 'Accept the invitation' }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
  await expect(page.getByRole('status')).toContainText('You are a member of this account now.')
}

const head = (page: Page) => page.getByRole('banner')

async function switchTo(page: Page, account: string): Promise<void> {
  await head(page).locator('summary').click()
  await head(page).getByRole('button', { name: account }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
  await expect(head(page).locator('summary')).toContainText(account)
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })
    let owner: Newcomer
    let guest: string
    let theirs: Page
    test.beforeEach(async ({ page, browser }) => {
      owner = await signUp(page)
      guest = freshName('guest')
      theirs = await elsewhere(browser, page, javaScriptEnabled)
    })
    test.afterEach(() => theirs.context().close())

    test('someone is invited to read, sees no forms, switches accounts and is removed', async ({ page }) => {
      await invite(page, `${guest}@example.com`, 'Viewer')
      await joinAs(theirs, guest, owner.username)
      await expect(head(theirs).locator('summary')).toContainText(`${owner.username} Viewer`)

      await theirs.goto('/keys')
      await expect(theirs.getByRole('link', { name: 'default' })).toBeVisible()
      await expect(theirs.getByText('Your role may look at keys')).toBeVisible()
      await expect(theirs.getByRole('button', { name: 'Create key' })).toHaveCount(0)
      await theirs.goto('/settings/members')
      await expect(theirs.getByRole('row', { name: guest })).toContainText('You')
      await expect(theirs.getByRole('button', { name: 'Send invitation' })).toHaveCount(0)
      await expect(theirs.getByRole('link', { name: 'Audit log' })).toHaveCount(0)
      await theirs.goto('/settings/audit')
      await expect(theirs.getByText('Your role is too small for this.')).toBeVisible()

      await theirs.goto('/dashboard')
      await switchTo(theirs, guest)
      await theirs.goto('/keys')
      await expect(theirs.getByRole('button', { name: 'Create key' })).toBeVisible()
      await switchTo(theirs, owner.username)

      await page.goto('/settings/members')
      await page.getByRole('link', { name: `Manage ${guest}` }).click()
      await page.getByRole('link', { name: 'Remove …' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Remove ${guest}?`)
      await page.getByRole('button', { name: 'Remove from the account' }).click()
      await expect(page.getByRole('status')).toContainText('Removed.')
      await expect(page.getByRole('row', { name: guest })).toHaveCount(0)

      await theirs.goto('/settings/members')
      await expect(head(theirs)).toContainText(`${guest}`)
      await expect(head(theirs).locator('summary')).toHaveCount(0)
      await expect(theirs.getByRole('row', { name: owner.username })).toHaveCount(0)
    })

    test('an account is handed over, and its former owner leaves', async ({ page }) => {
      await page.goto('/settings/members')
      await expect(page.getByText('You are its only owner.')).toBeVisible()
      await invite(page, `${guest}@example.com`, 'Admin')
      await joinAs(theirs, guest, owner.username)

      await page.goto('/settings/members')
      await page.getByRole('link', { name: `Manage ${guest}` }).click()
      await page.getByRole('link', { name: 'Hand over …' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hand the account over to ${guest}?`)
      await page.getByRole('button', { name: 'Hand over the account' }).click()
      await expect(page.getByRole('status')).toContainText('Handed over.')
      await expect(page.getByRole('row', { name: guest })).toContainText('Owner')
      await expect(page.getByRole('link', { name: `Manage ${guest}` })).toHaveCount(0)

      await page.getByRole('link', { name: 'Leave …' }).click()
      await page.getByRole('button', { name: 'Leave the account' }).click()
      await expect(page).toHaveURL(/\/login/)
      await expect(page.getByRole('status')).toContainText('You have left the account.')
      await theirs.goto('/settings/members')
      await expect(theirs.getByRole('table', { name: 'Members' }).getByRole('row')).toHaveCount(2)
    })

    test('an invitation is for its address alone, and dead once it is withdrawn', async ({ page }) => {
      await invite(page, `${guest}@example.com`, 'Developer')
      const other = await signUp(theirs)
      await followMail(theirs, `${guest}@example.com`)
      await expect(theirs.getByRole('alert')).toContainText(`sent to ${guest}@example.com`)
      await expect(theirs.getByRole('alert')).toContainText(`signed in as ${other.email}`)
      await expect(theirs.getByRole('button', { name: 'Accept the invitation' })).toHaveCount(0)

      await page.getByRole('button', { name: `Withdraw the invitation to ${guest}@example.com` }).click()
      await expect(page.getByRole('status')).toContainText('Withdrawn.')
      await theirs.reload()
      await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('This invitation cannot be used')
    })
  })
}
