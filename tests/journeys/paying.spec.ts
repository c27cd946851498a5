import { PDF, PNG } from '../../src/domain/billing/paying/voucher-file.fixture.ts'
import { plantBillFor } from './bills.ts'
import { expect, signInAsOperator, signUp, test } from './journey.ts'
import { withStripe } from './stripe.ts'

const receipt = (bytes: Uint8Array, name = 'receipt.png') => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(bytes),
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('a bill is paid by a transfer: a wrong file, a refused voucher, then one that is approved', async ({
    page,
    browser,
  }) => {
    const { username } = await signUp(page)
    const bill = plantBillFor(username)
    await page.goto(`/bills/${bill}/payment`)
    await expect(page.getByText('Example Bank')).toBeVisible()

    await page
      .getByLabel('Receipt of the transfer')
      .setInputFiles(receipt(Buffer.from('<svg onload="alert(1)"/>'), 'x.png'))
    await page.getByRole('button', { name: 'Upload' }).click()
    await expect(page.getByText('Choose a PNG, JPEG or WebP picture')).toBeVisible()

    for (const file of [receipt(PNG), receipt(PDF, 'receipt.pdf')]) {
      await page.getByLabel('Receipt of the transfer').setInputFiles(file)
      await page.getByRole('button', { name: 'Upload' }).click()
      await expect(page.getByText('Uploaded. You see here what becomes of it.')).toBeVisible()
    }

    const operators = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await signInAsOperator(operators)
    const reviewed = async () => {
      await operators.goto('/admin/vouchers')
      await operators
        .getByRole('row', { name: username })
        .filter({ hasText: 'Not looked at yet' })
        .first()
        .getByRole('link', { name: /^Review/ })
        .click()
    }
    await reviewed()
    const download = operators.waitForEvent('download')
    await operators.getByRole('link', { name: /^Download/ }).click()
    expect((await download).suggestedFilename()).toMatch(/^vch_\w+\.png$/)
    await operators.getByLabel('Reason').fill('This is another month’s')
    await operators.getByRole('button', { name: 'Refuse' }).click()
    await expect(operators.getByText('Refused. The account sees the reason.')).toBeVisible()

    await reviewed()
    await operators.getByLabel('Amount that arrived').fill('99.00')
    await operators.getByRole('button', { name: 'Approve and record' }).click()
    await expect(operators.getByText('Too large.')).toBeVisible()
    await operators.getByLabel('Amount that arrived').fill('34.00')
    await operators.getByRole('button', { name: 'Approve and record' }).click()
    await expect(operators.getByText('Approved. The payment is recorded.')).toBeVisible()

    await page.goto(`/bills/${bill}/payment`)
    await expect(page.getByText('Nothing is owed of this bill.')).toBeVisible()
    await expect(page.getByText('This is another month’s')).toBeVisible()
    await expect(page.getByRole('cell', { name: 'Bank transfer' })).toBeVisible()
    await operators.context().close()
  })

  test('a part that an operator notes leaves the rest, which is paid by card and given back again', async ({
    page,
    browser,
  }) => {
    const { username } = await signUp(page)
    const bill = plantBillFor(username)
    const operators = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await signInAsOperator(operators)
    await operators.goto(`/admin/bills/${bill}/payment`)
    await operators.getByLabel('Amount').fill('4')
    await operators.getByLabel('Note').fill('cash at the door')
    await operators.getByRole('button', { name: 'Record the payment' }).click()
    await expect(operators.getByText('cash at the door')).toBeVisible()

    await withStripe(async () => {
      await page.goto(`/bills/${bill}/payment`)
      await page.getByRole('button', { name: 'Pay $30.00 by card' }).click()
      await page.getByRole('link', { name: 'Go on to the payment page' }).click()
      await page.getByRole('button', { name: 'Pay by card' }).click()
      await expect(page).toHaveURL(new RegExp(`/bills/${bill}/payment\\?returned=1$`))
      await expect(page.getByText('Your payment has arrived. Thank you.')).toBeVisible()

      await operators.goto(`/admin/bills/${bill}/payment`)
      await operators.getByRole('link', { name: 'Refund $30.00' }).click()
      await operators.getByLabel('Amount').fill('10.00')
      await operators.getByLabel('Reason').fill('an outage')
      await operators.getByRole('button', { name: 'Refund' }).click()
      await expect(operators.getByText('Given back.')).toBeVisible()
    })
    await page.goto(`/bills/${bill}/payment`)
    await expect(page.getByText('an outage')).toBeVisible()
    await expect(page.getByText('cash at the door')).toHaveCount(0)
    await operators.context().close()
  })
})
