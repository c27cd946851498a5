import { call, expect, freshName, signIn, signInAsOperator, signUp, test } from './journey.ts'

test('an operator suspends an account, whose next call is refused, and reactivates it', async ({
  page,
  browser,
  baseURL,
}) => {
  const theirs = await (await browser.newContext()).newPage()
  const { key, username } = await signUp(theirs)
  expect(await call(baseURL, key)).toMatchObject({ status: 200 })

  await signInAsOperator(page)
  await page.getByRole('link', { name: 'Console' }).click()
  await page.getByRole('link', { name: 'Accounts', exact: true }).click()
  await page.getByRole('searchbox').fill(username)
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByRole('link', { name: `Suspend ${username}` }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Suspend “${username}”?`)
  await page.getByLabel('Reason').fill('Unpaid since September')
  await page.getByRole('button', { name: `Suspend “${username}”` }).click()
  await expect(page.getByRole('status')).toContainText('Suspended.')
  expect(await call(baseURL, key)).toMatchObject({ status: 403, code: 'ACCOUNT_SUSPENDED' })
  await theirs.goto('/dashboard')
  await expect(theirs.getByRole('alert')).toContainText('Unpaid since September')

  await page.goto(`/admin/accounts?search=${username}`)
  await page.getByRole('button', { name: `Reactivate ${username}` }).click()
  await expect(page.getByRole('status')).toContainText('Reactivated.')
  expect(await call(baseURL, key)).toMatchObject({ status: 200 })
  await theirs.context().close()
})

test('an operator suspends a user, whose session ends, and reactivates them', async ({ page, browser }) => {
  const theirs = await (await browser.newContext()).newPage()
  const { username, password } = await signUp(theirs)
  await signInAsOperator(page)
  await page.goto(`/admin/users?search=${username}`)
  await page.getByRole('link', { name: `Suspend ${username}` }).click()
  await page.getByLabel('Reason').fill('Asked for it')
  await page.getByRole('button', { name: `Suspend “${username}”` }).click()
  await expect(page.getByRole('status')).toContainText('Suspended.')
  await theirs.goto('/dashboard')
  await expect(theirs).toHaveURL(/\/login/)

  await page.goto(`/admin/users?search=${username}`)
  await page.getByRole('button', { name: `Reactivate ${username}` }).click()
  await expect(page.getByRole('status')).toContainText('Reactivated.')
  await signIn(theirs, username, password)
  await theirs.context().close()
})

test('an operator adds a route, which a key can call, and removes it', async ({ page, browser, baseURL }) => {
  const theirs = await (await browser.newContext()).newPage()
  const { key } = await signUp(theirs)
  await theirs.context().close()
  const name = freshName('echo')
  await signInAsOperator(page)
  await page.goto('/admin/routes')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Path', { exact: true }).fill('not a path')
  await page.getByLabel('Upstream URL').fill('http://127.0.0.1:9/')
  await page.getByLabel('Methods').fill('get, post')
  await page.getByLabel('Credits a call').fill('3')
  await page.getByRole('button', { name: 'Add route' }).click()
  await expect(page.getByLabel('Path', { exact: true })).toHaveAccessibleDescription(/right form/)
  await expect(page.getByLabel('Upstream URL')).toHaveValue('http://127.0.0.1:9/')
  await page.getByLabel('Path', { exact: true }).fill(`/${name}`)
  await page.getByRole('button', { name: 'Add route' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.getByRole('status')).toContainText('Added.')
  // In force everywhere within 5 s; nothing listens behind it.
  await expect
    .poll(async () => (await call(baseURL, key, `/api/${name}`)).code, { timeout: 10_000 })
    .toBe('UPSTREAM_UNREACHABLE')

  await page.goto('/admin/routes')
  await expect(page.getByRole('row', { name })).toContainText('GET, POST')
  await page.getByRole('link', { name }).click()
  await page.getByRole('link', { name: `Remove ${name}` }).click()
  await page.getByRole('button', { name: `Remove “${name}”` }).click()
  await expect(page.getByRole('row', { name })).toHaveCount(0)
  await expect
    .poll(async () => (await call(baseURL, key, `/api/${name}`)).code, { timeout: 10_000 })
    .toBe('ROUTE_NOT_FOUND')
})

test('the console is not there for anyone else', async ({ page }) => {
  await signUp(page)
  for (const path of ['/admin', '/admin/accounts', '/admin/users', '/admin/routes', '/admin/audit']) {
    expect((await page.goto(path))?.status()).toBe(404)
  }
})
