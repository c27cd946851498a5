import { beforeAll, expect, test } from 'vitest'
import { plantBill } from '../bill.fixture.ts'
import { operatorConsole } from '../console/index.ts'
import { ask, bindings, type Person, signUp } from '../visitor.fixture.ts'
import { api } from './index.ts'

let operator: Person
let payer: Person
beforeAll(async () => {
  operator = await signUp('revenue-operator', 'operator')
  payer = await signUp('revenue-payer')
})

const read = (query = '') => ask(api, `/api/admin/revenue${query}`, { headers: operator.bearer })
const page = async (path: string) => {
  const answer = await ask(operatorConsole, path, { headers: operator.cookie })
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('Content-Type'), answer }
}
/** The month before the running one: its bill was issued with the turn. */
const lastMonth = () => new Date(new Date().setUTCDate(0)).toISOString().slice(0, 7)

test('before anything is sold the page says what will stand there', async () => {
  const { status, text } = await page('/admin/revenue')
  expect(status).toBe(200)
  expect(text).toContain('No revenue yet')
  expect(text).not.toContain('Download as CSV')
})

test.each(['0', '37', '1.5', 'x'])(
  '%s months are refused in JSON, and lead to the usual ones on the page',
  async (months) => {
    const answer = await read(`?months=${months}`)
    expect([answer.status, (await answer.json<{ errors: { field: string }[] }>()).errors[0]?.field]).toEqual([
      422,
      'months',
    ])
    expect((await page(`/admin/revenue?months=${months}`)).status).toBe(303)
  },
)

test('operators read it as JSON, as a page and as a file: the same numbers', async () => {
  await bindings.DB.prepare('UPDATE accounts SET name = ? WHERE id = ?').bind('=1+1<script>', payer.accountId).run()
  await plantBill({ ...payer, period: lastMonth() })
  const { currencies } = await (await read()).json<{ currencies: Record<string, unknown>[] }>()
  expect(currencies).toMatchObject([
    {
      currency: 'USD',
      recurring_minor: 0,
      billed_minor: 3_400,
      outstanding_minor: 3_400,
      top_accounts: [{ account_id: payer.accountId, bills: 1, billed_minor: 3_400 }],
    },
  ])
  expect(currencies[0]?.months).toHaveLength(12)
  const { text } = await page('/admin/revenue?months=6')
  expect(text).toContain('$34.00')
  expect(text).toContain('=1+1&lt;script&gt;')
  const file = await page('/admin/revenue/download?months=6')
  expect(file.type).toBe('text/csv; charset=utf-8')
  expect(file.answer.headers.get('Content-Disposition')).toMatch(
    /^attachment; filename="revenue-6-months-to-[\d-]+\.csv"$/,
  )
  const lines = file.text.trimEnd().split('\r\n')
  expect(lines[0]).toBe('figure,currency,id,name,count,amount_minor')
  expect(lines).toContain('recurring,USD,,,0,0')
  expect(lines).toContain(`top_account,USD,${payer.accountId},'=1+1<script>,1,3400`)
  expect(lines.filter((line) => line.startsWith('billed,'))).toHaveLength(6)
})
