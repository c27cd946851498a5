import type { Page } from 'playwright/test'
import { expect, freshName, isMarked, markPage, signInAsOperator, signUp, test } from './journey.ts'

/** A route of this journey's own; ends on its page. */
async function addRoute(page: Page): Promise<string> {
  const name = freshName('route')
  await page.goto('/admin/routes')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Path', { exact: true }).fill(`/${name}`)
  await page.getByLabel('Upstream URL').fill('builtin:demo')
  await page.getByRole('button', { name: 'Add route' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  return name
}
const partOf = (page: Page, title: string) => page.getByRole('region', { name: title })

for (const scripts of ['with', 'without']) {
  test.describe(`${scripts} JavaScript`, () => {
    test.use({ javaScriptEnabled: scripts === 'with' })

    test('an operator changes a route section by section, told what is wrong at its field', async ({ page }) => {
      await signInAsOperator(page)
      await addRoute(page)
      if (scripts === 'with') await markPage(page)
      const price = partOf(page, 'What it costs')
      await price.getByRole('link', { name: 'Edit: What it costs' }).click()
      await expect(price.getByLabel('Credits a call')).toHaveValue('1')
      await price.getByLabel('By method').fill('POST ten')
      await price.getByRole('button', { name: 'Save' }).click()
      await expect(price.getByLabel('By method')).toHaveAccessibleDescription(/Line 1/)
      await expect(price.getByLabel('By method')).toHaveValue('POST ten')
      await price.getByLabel('By method').fill('POST 10')
      await price.getByLabel('Final price').selectOption('from a header of the answer')
      await price.getByLabel('Header or JSON pointer').fill('X-Credits-Used')
      await price.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('status')).toContainText('In force everywhere within 5 seconds')
      await expect(price).toContainText('POST 10')
      await expect(price).toContainText('header x-credits-used')

      const failure = partOf(page, 'When the upstream fails')
      await failure.getByRole('link', { name: 'Edit: When the upstream fails' }).click()
      await failure.getByLabel('Opens after failures in a row').fill('5')
      await failure.getByLabel('Refuses for seconds').fill('30')
      await failure.getByRole('button', { name: 'Save' }).click()
      await expect(failure).toContainText('after 5 failures in a row')
      if (scripts === 'with') expect(await isMarked(page)).toBe(true)
    })

    test('an upstream’s secret is kept, never shown again, and removed after a question', async ({ page }) => {
      await signInAsOperator(page)
      const name = await addRoute(page)
      const secret = partOf(page, 'The upstream’s secret')
      await secret.getByRole('link', { name: 'Add' }).click()
      await secret.getByLabel('Value').fill('Bearer canary')
      await secret.getByRole('button', { name: 'Save' }).click()
      await expect(secret).toContainText('kept sealed')
      expect(await page.content()).not.toContain('canary')
      await secret.getByRole('link', { name: 'Remove' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Remove the secret of “${name}”?`)
      await page.getByRole('button', { name: 'Remove the secret' }).click()
      await expect(secret).toContainText('none')
    })

    test('an operator tries a route as a call of a key that they do not know, and finds it among the calls', async ({
      page,
      browser,
    }) => {
      const theirs = await (await browser.newContext()).newPage()
      const { key, username } = await signUp(theirs)
      await signInAsOperator(page)
      await addRoute(page)
      const trial = partOf(page, 'Try it')
      await trial.getByLabel('Path behind').fill('/hello')
      await trial.getByLabel('Key').fill('none')
      await trial.getByRole('button', { name: 'Make the call' }).click()
      await expect(trial.getByLabel('Key')).toHaveAccessibleDescription(/no such key/)
      await trial.getByLabel('Key').fill(key.slice(-4))
      await trial.getByRole('button', { name: 'Make the call' }).click()
      await expect(trial.getByRole('status')).toContainText('Answered · 200')
      await expect(trial.getByTestId('checks').locator('[data-result=passed]').first()).toContainText('Key is known')
      await expect(trial.getByTestId('trial-body')).toContainText('"path":"/hello"')
      await trial.getByRole('link', { name: `${username}` }).click()
      await expect(page.getByTestId('outcome')).toContainText('Answered · 200')
      await expect(page.getByRole('main')).toContainText('given back')

      await theirs.goto('/settings/audit')
      await expect(theirs.getByRole('row', { name: 'Route tried from the console' })).toContainText('The operators')
      await theirs.context().close()
    })
  })
}

test('the keyboard stays in the section that it opens and saves', async ({ page }) => {
  await signInAsOperator(page)
  await addRoute(page)
  const heading = page.getByRole('heading', { name: 'Who may call' })
  await page.getByRole('link', { name: 'Edit: Who may call' }).press('Enter')
  await expect(heading).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Methods')).toBeFocused()
  await page.getByLabel('Body at most').fill('too much')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Body at most')).toHaveAccessibleDescription(/must be a size/)
  await expect(page.getByLabel('Body at most')).toBeFocused()
  await page.getByLabel('Body at most').fill('1 KB')
  await page.keyboard.press('Enter')
  await expect(partOf(page, 'Who may call')).toContainText('1 KB')
  await expect(heading).toBeFocused()
})
