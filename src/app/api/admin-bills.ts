import { type Context, Hono } from 'hono'
import type { WholeBill } from '../../domain/billing/bills.ts'
import type { Result } from '../../domain/failures.ts'
import type { Changed } from '../../domain/keys/keys.ts'
import { operatorOf } from '../actor.ts'
import { requested } from '../audit-input.ts'
import { billCredit, billReason, billsSearch } from '../bill-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readJson } from '../middleware/json-body.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { anyBillBody, anyWholeBillBody, billTotalsBody, creditNoteBody, listBody } from './bodies.ts'

export const adminBills = new Hono<App>()

adminBills.get(json.adminBills.path, async (c) => {
  const query = readQuery(c, billsSearch)
  if (!query.ok) return problem(c, query)
  const page = await c.var.services.bills.all(requested(query.value))
  return c.json({ ...listBody(page, anyBillBody), totals: page.totals.map(billTotalsBody) })
})

adminBills.get(json.adminBill.path, async (c) => {
  const found = await c.var.services.bills.findAnywhere(c.req.param('id'))
  return found ? c.json({ success: true, bill: anyWholeBillBody(found) }) : problem(c, 'NOT_FOUND')
})

const answer = (c: Context<App>, done: Result<Changed<WholeBill>>) =>
  done.ok
    ? c.json({ success: true, bill: anyWholeBillBody(done.value.value), in_force: done.value.inForce })
    : problem(c, done)

adminBills.post(json.adminBillVoiding.path, async (c) => {
  const input = await readJson(c, billReason)
  if (!input.ok) return problem(c, input)
  return answer(c, await c.var.services.bills.void(operatorOf(c), c.req.param('id'), input.value.reason))
})

adminBills.post(json.adminBillGivingUp.path, async (c) => {
  const input = await readJson(c, billReason)
  if (!input.ok) return problem(c, input)
  return answer(c, await c.var.services.bills.giveUp(operatorOf(c), c.req.param('id'), input.value.reason))
})

adminBills.post(json.adminBillReopening.path, async (c) =>
  answer(c, await c.var.services.bills.reopen(operatorOf(c), c.req.param('id'))),
)

adminBills.post(json.adminBillCrediting.path, async (c) => {
  const input = await readJson(c, billCredit)
  if (!input.ok) return problem(c, input)
  const { amount_minor: amountMinor, reason } = input.value
  const done = await c.var.services.bills.credit(operatorOf(c), c.req.param('id'), { amountMinor, reason })
  if (!done.ok) return problem(c, done)
  const { note, value, inForce } = done.value
  const body = { credit_note: creditNoteBody(note), bill: anyWholeBillBody(value), in_force: inForce }
  return c.json({ success: true, ...body }, 201)
})
