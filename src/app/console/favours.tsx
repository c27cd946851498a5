import { type Context, Hono } from 'hono'
import { AccountCreditPage, CallRefundPage } from '../../../views/console/favours.tsx'
import { EMPTY, type Filled } from '../../../views/ui/field.tsx'
import { minorOf } from '../../domain/billing/amount-text.ts'
import { failed } from '../../domain/failures.ts'
import { operatorOf } from '../actor.ts'
import { callQuery } from '../calls-input.ts'
import type { App } from '../context.ts'
import { accountCreditForm, callRefundForm } from '../favour-input.ts'
import { readForm } from '../middleware/form.ts'
import { readQuery } from '../middleware/query.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { pageInfo } from '../site/page.ts'
import { once } from './once.ts'

/** What operators give accounts beyond their terms. */
export const favours = new Hono<App>()

/** The account that a link names beside a request id; empty without one. */
function accountIn(c: Context<App>): string {
  const query = readQuery(c, callQuery)
  return query.ok ? query.value.account : ''
}

async function askRefund(c: Context<App>, filled: Filled) {
  const found = await c.var.services.calls.findAnywhere(c.req.param('request_id') ?? '', accountIn(c))
  if (!found.ok) return failurePage(c, found.code, c.var.requestId)
  const status = filled === EMPTY ? 200 : 422
  return c.html(<CallRefundPage page={pageInfo(c)} call={found.value} filled={filled} />, status)
}

favours.get(consolePages.callRefund.path, (c) => askRefund(c, EMPTY))

favours.post(consolePages.callRefunding.path, async (c) => {
  const id = c.req.param('request_id')
  const account = accountIn(c)
  const form = await readForm(c, callRefundForm)
  const given = form.ok
    ? await c.var.services.favours.refundCall(operatorOf(c), id, { account, reason: form.value.reason })
    : form
  if (!given.ok) {
    const filled = filledWith(form.values, given)
    return filled ? askRefund(c, filled) : failurePage(c, given.code, c.var.requestId)
  }
  leaveNotice(c, 'call_refunded')
  return c.redirect(`${href(consolePages.call, { request_id: id })}?account=${given.value.accountId}`, 303)
})

async function askCredit(c: Context<App>, filled: Filled) {
  const account = await c.var.services.operating.account(c.req.param('id') ?? '')
  if (!account || account.erasedAt !== null) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const status = filled === EMPTY ? 200 : 422
  return c.html(<AccountCreditPage page={pageInfo(c)} account={account} filled={filled} />, status)
}

favours.get(consolePages.accountCredit.path, (c) => askCredit(c, EMPTY))

favours.post(
  consolePages.accountCrediting.path,
  once(() => href(consolePages.accounts)),
  async (c) => {
    const id = c.req.param('id')
    const form = await readForm(c, accountCreditForm)
    const given = form.ok ? await giveCredit(c, id, form.value) : form
    if (!given.ok) {
      const filled = filledWith(form.values, given)
      return filled ? askCredit(c, filled) : failurePage(c, given.code, c.var.requestId)
    }
    leaveNotice(c, 'credit_given')
    return c.redirect(href(consolePages.accounts), 303)
  },
)

/** The amount is typed in the digits of the currency of the account's plan. */
async function giveCredit(c: Context<App>, id: string, { amount, reason }: { amount: string; reason: string }) {
  const { operating, favours } = c.var.services
  const account = await operating.account(id)
  if (!account) return failed('NOT_FOUND')
  const { currency } = account.plan
  const amountMinor = minorOf(amount, currency)
  if (!amountMinor)
    return failed('VALIDATION_FAILED', [{ field: 'amount', problem: amountMinor === 0 ? 'too_small' : 'format' }])
  return favours.giveCredit(operatorOf(c), id, { amountMinor, currency, reason })
}
