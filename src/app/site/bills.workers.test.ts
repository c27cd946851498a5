import { beforeEach, describe, expect, test } from 'vitest'
import { plantBill, usualLines } from '../bill.fixture.ts'
import { ask, bindings, ORIGIN, type Person, services, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

let people = 0
let payer: Person
beforeEach(async () => {
  payer = await signUp(`reads-bills-${++people}`)
})

const look = (path: string, changed = {}) => ask(site, path, { headers: payer.cookie }, ORIGIN, changed)
const html = async (path: string, changed = {}) => (await look(path, changed)).text()
/** What a page says, without its markup. */
const said = (page: string) =>
  page
    .slice(page.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
const OPERATOR = () => ({ userId: payer.id, address: '' })

test('before the first bill the page says when it comes', async () => {
  const now = new Date()
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  const month = first.toLocaleDateString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })
  expect(said(await html('/bills'))).toContain(`on 1 ${month} (UTC), if this month costs something`)
})

test('the list has each bill with what is still owed of it, and says which are overdue', async () => {
  await plantBill({ ...payer, period: '2026-08', status: 'paid' })
  const open = await plantBill({ ...payer, period: '2026-09', paidMinor: 400, dueAt: Date.UTC(2199, 0, 1) })
  await plantBill({ ...payer, period: '2026-10', dueAt: 5 })
  const page = await html('/bills')
  const rows = said(page)
  expect(rows).toMatch(/October 2026 Overdue 1 Jan 1970 \$34\.00 \$34\.00/)
  expect(rows).toMatch(/September 2026 Open .*? \$34\.00 \$30\.00/)
  expect(rows).toMatch(/August 2026 Paid .*? \$34\.00 \$0\.00/)
  expect(page).toContain(`href="/bills/${open.id}"`)
  expect(said(await html('/bills?status=paid'))).not.toContain('September 2026')
  expect((await look('/bills?status=draft')).status).toBe(303)
})

describe('a bill', () => {
  test('says who asks whom for what: lines, tax with its rate, and what is left after payments and credit notes', async () => {
    const details = { name: 'Orchard & Sons', address: '12 Mill Lane\r\nOxford', taxId: 'GB1' }
    const { id, number } = await plantBill({ ...payer, taxPpm: 82_500, details, paidMinor: 1_000 })
    await services.bills.credit(OPERATOR(), id, { amountMinor: 500, reason: 'One <route> too many' })
    await bindings.DB.prepare("UPDATE bills SET tax_name = 'Sales tax' WHERE id = ?").bind(id).run()
    const page = await html(`/bills/${id}`, { SELLER_DETAILS: '1 Gate Street\\nTown' })
    const text = said(page)
    for (const part of [
      ...[`Bill TG-${String(number).padStart(6, '0')}`, 'From Tollgate 1 Gate Street Town To Orchard &amp; Sons'],
      ...['12 Mill Lane Oxford Tax ID: GB1', 'Issued 1 Nov 2026', 'Due 15 Nov 2026', '$29.00 a month $29.00'],
      ...['10,000 credits $0.50 for 1,000 $5.00', 'Subtotal $34.00 Sales tax 8.25 % $2.80 Total $36.80'],
      ...['Credited -$5.00 Paid -$10.00 Outstanding $21.80', 'CN-000001: One &lt;route&gt; too many'],
      'd1'.repeat(32),
    ])
      expect(text).toContain(part)
    expect(page).toContain(`href="/bills/${id}/payment"`)
  })

  test('leads from each line to the usage of its own days', async () => {
    const mid = Date.UTC(2026, 9, 15, 14, 3, 20)
    const detail = { priceMinor: 2_900, monthSeconds: 2_678_400 }
    const { id } = await plantBill({
      ...payer,
      lines: [
        { kind: 'proration', endsAt: mid, quantity: 1_260_200, detail, amountMinor: 1_364 },
        { kind: 'proration', startsAt: mid, quantity: 1_418_200, detail, amountMinor: 1_536 },
        { kind: 'credit', detail: { requestIds: ['req_1'], ofPeriod: '2026-09' }, amountMinor: -1 },
        { kind: 'credit', detail: { requestIds: ['req_1', 'req_2'], ofPeriod: '2026-02' }, amountMinor: -1 },
        { kind: 'credit', detail: { creditId: 'cred_1', reason: 'sorry' }, amountMinor: -1 },
      ],
    })
    const page = await html(`/bills/${id}`)
    const links = [...page.matchAll(/href="(\/(?:usage\?|calls\/)[^"]+)"/g)].map(([, link]) => link)
    expect(links).toEqual([
      '/usage?from=2026-10-01&amp;to=2026-10-15',
      '/usage?from=2026-10-15&amp;to=2026-10-31',
      '/calls/req_1',
      '/usage?from=2026-02-01&amp;to=2026-02-28',
    ])
    expect(said(page)).toContain('1 Oct 2026, 00:00 – 15 Oct 2026, 14:03:20')
    expect(said(page)).toContain('1,260,200 of 2,678,400 s')
  })

  test('is not to be paid once it is paid, and says why when it is void', async () => {
    const paid = await plantBill({ ...payer, period: '2026-08', status: 'paid' })
    expect(await html(`/bills/${paid.id}`)).not.toContain('/payment')
    const { id } = await plantBill(payer)
    await services.bills.void(OPERATOR(), id, 'A <mistake>')
    const page = await html(`/bills/${id}`)
    expect(page).not.toContain('/payment')
    expect(said(page)).toMatch(/Void since \d+ \w+ \d+: A &lt;mistake&gt;/)
    expect(said(page)).not.toContain('Outstanding')
  })

  test('is the same whatever zone its reader is in', async () => {
    const { id } = await plantBill(payer)
    const before = said(await html(`/bills/${id}`))
    await bindings.DB.prepare("UPDATE users SET time_zone = 'Pacific/Kiritimati' WHERE id = ?").bind(payer.id).run()
    expect(said(await html(`/bills/${id}`))).toBe(before)
  })

  test('is a file whose rows add up to what is outstanding, and that runs nothing in a spreadsheet', async () => {
    const evil = { kind: 'credit' as const, detail: { creditId: 'cred_1', reason: '=1+1' }, amountMinor: -300 }
    const { id, number } = await plantBill({ ...payer, taxPpm: 100_000, lines: [...usualLines('2026-10'), evil] })
    await services.bills.credit(OPERATOR(), id, { amountMinor: 10, reason: 'a "little", late' })
    const answer = await look(`/bills/${id}/download`)
    const name = `TG-${String(number).padStart(6, '0')}`
    expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="${name}.csv"`)
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    const rows = (await answer.text()).trimEnd().split('\r\n')
    const month = '2026-10-01T00:00:00.000Z,2026-11-01T00:00:00.000Z'
    expect(rows.slice(0, 5)).toEqual([
      'bill,month,currency,kind,plan,starts_at,ends_at,quantity,price_minor,per,tier_from,tier_to,detail,amount_minor',
      `${name},2026-10,USD,base,,${month},2678400,2900,,,,,2900`,
      `${name},2026-10,USD,overage,,${month},10000,50,1000,0,,,500`,
      `${name},2026-10,USD,credit,,${month},1,,,,,'=1+1,-300`,
      `${name},2026-10,USD,tax,,2026-11-01T00:00:00.000Z,,,,,,,VAT 10 %,310`,
    ])
    expect(rows[5]).toMatch(/,"CN-\d{6} a ""little"", late",-10$/)
    const amounts = rows.slice(1).map((row) => Number(row.slice(row.lastIndexOf(',') + 1)))
    expect(amounts.reduce((sum, amount) => sum + amount)).toBe(3_400)
    const file = await look(`/bills/${id}/download?format=json`)
    expect(file.headers.get('Content-Disposition')).toContain(`${name}.json`)
    expect(await file.json()).toMatchObject({ number: name, outstanding_minor: 3_400, lines: [{}, {}, {}] })
    expect((await look(`/bills/${id}/download?format=exe`)).status).toBe(422)
  })
})
