import { call, expect, signIn, signUp, test } from './journey.ts'

test('a newcomer signs up, copies the key, calls, and sees the call counted without a reload', async ({
  page,
  context,
  baseURL,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { key } = await signUp(page)
  await page.getByRole('button', { name: 'Copy: The new key' }).click()
  await expect(page.getByText('Copied')).toBeVisible()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(key)
  await expect(page.locator('#first-call')).toHaveText(
    new RegExp(`^curl ${baseURL}/api/demo/hello[\\s\\S]+Bearer ${key}"$`),
  )

  await page.getByRole('link', { name: 'Go to the overview' }).click()
  await expect(page.getByTestId('credits-used')).toHaveText('0')
  await expect(page.getByText('No calls yet')).toBeVisible()
  expect(await call(baseURL, key)).toMatchObject({ status: 200, path: '/hello' })
  await expect(page.getByTestId('credits-used')).toHaveText('1', { timeout: 15_000 })
  await expect(page.getByRole('region', { name: 'Last calls' }).getByRole('row').nth(1)).toContainText('/demo/hello')
})

test('a key is shown on the page of its making alone', async ({ page }) => {
  const { key } = await signUp(page)
  for (const path of ['/dashboard', '/keys']) {
    await page.goto(path)
    await expect(page.locator('body')).not.toContainText(key)
  }
})

test('a refused sign-up keeps what was typed beside its error, but for the password', async ({ page }) => {
  const { username } = await signUp(page)
  await page.context().clearCookies()
  await page.goto('/register')
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Email').fill('somebody.else@example.com')
  await page.getByLabel('Password').fill('a long walk uphill')
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: 'Create account' }).click()
  expect((await answer).status()).toBe(422)
  await expect(page.getByLabel('User name')).toHaveValue(username)
  await expect(page.getByLabel('User name')).toHaveAccessibleDescription(/Already taken\./)
  await expect(page.getByLabel('User name')).toBeFocused()
  await expect(page.getByLabel('Email')).toHaveValue('somebody.else@example.com')
  await expect(page.getByLabel('Password')).toHaveValue('')
})

test('a short password is refused with its limit named', async ({ page }) => {
  await page.goto('/register')
  await page.getByLabel('User name').fill('somebody')
  await page.getByLabel('Email').fill('somebody@example.com')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/Use at least 8 characters\./)
})

test('an unknown name and a wrong password read the same', async ({ page }) => {
  const { username } = await signUp(page)
  await page.context().clearCookies()
  const answers: (string | null)[] = []
  for (const login of [username, 'nobody-of-that-name']) {
    await page.goto('/login')
    await page.getByLabel('User name or email').fill(login)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    answers.push(await page.getByRole('alert').textContent())
  }
  expect(answers).toEqual(['The name or the password is wrong.', 'The name or the password is wrong.'])
})

test('who fails too often is told how many seconds to wait, and the right password waits too', async ({ page }) => {
  const { username, password } = await signUp(page)
  await page.context().clearCookies()
  await page.goto('/login')
  const tryWith = async (text: string) => {
    await page.getByLabel('User name or email').fill(username)
    await page.getByLabel('Password').fill(text)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  for (let i = 0; i < 5; i++) {
    await tryWith('not the password')
    await expect(page.getByRole('alert')).toHaveText('The name or the password is wrong.')
  }
  await tryWith(password)
  await expect(page.getByRole('alert')).toHaveText(/^Too many tries\. Try again in (2\d|30) seconds\.$/)
  await expect(page.getByLabel('User name or email')).toHaveValue(username)
  await expect(page.getByLabel('Password')).toHaveValue('')
})

test('who signs in comes to the page that was asked for, and signing out closes it again', async ({ page }) => {
  const { email, password } = await signUp(page)
  await page.context().clearCookies()
  await page.goto('/keys')
  await page.getByLabel('User name or email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/keys$/)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.goto('/keys')
  await expect(page).toHaveURL(/\/login\?next=%2Fkeys$/)
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('a newcomer signs up, calls, and sees the call counted', async ({ page, baseURL }) => {
    const { key, email, password } = await signUp(page)
    expect(await call(baseURL, key)).toMatchObject({ status: 200 })
    await page.getByRole('link', { name: 'Go to the overview' }).click()
    await expect(page.getByTestId('credits-used')).toHaveText('1')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await signIn(page, email, password)
    await expect(page.getByTestId('credits-used')).toHaveText('1')
  })
})
