import { vi } from 'vitest'
import { PNG } from '../../domain/billing/paying/voucher-file.fixture.ts'
import { plantBill } from '../bill.fixture.ts'
import type { Bindings } from '../context.ts'
import type { json } from '../routes.ts'
import { servicesOf } from '../services.ts'
import { startStripe } from '../stripe.fixture.ts'
import { ask, bindings, jsonBody, ORIGIN, type Person, services, settings } from '../visitor.fixture.ts'
import { api } from './index.ts'

type Name = keyof typeof json

const [KEY, SECRET] = ['sk_test_described', 'whsec_described']
const SET = {
  STRIPE_SECRET_KEY: KEY,
  STRIPE_WEBHOOK_SECRET: SECRET,
  STRIPE_API_URL: 'http://127.0.0.1:12111',
  BANK_DETAILS: 'x',
} as Partial<Bindings>

let made = 0

/** Calls an operation about payments so that it succeeds; null for any other. */
export function payingCall(name: Name, member: Person, operator: Person): Promise<Response> | null {
  const bill = async () => {
    made += 1
    return (await plantBill({ accountId: member.accountId, period: `2120-${String(made).padStart(2, '0')}` })).id
  }
  const voucher = async () => {
    const billId = await bill()
    const taking = servicesOf(bindings, { ...settings, BANK_DETAILS: 'x' }, 'localhost:8788', (work) => void work)
    const actor = { userId: member.id, accountId: member.accountId, tag: member.tag, address: '' }
    const uploaded = await taking.paying.upload(actor, billId, PNG)
    if (!uploaded.ok) throw new Error(uploaded.code)
    return uploaded.value
  }
  const payment = async () => {
    const note = { amountMinor: 100, note: 'x' }
    const paid = await services.paying.markPaid({ userId: operator.id, address: '' }, await bill(), note)
    if (!paid.ok) throw new Error(paid.code)
    return paid.value.value.id
  }
  const own = (path: string, init: RequestInit = { headers: member.bearer }) => ask(api, path, init, ORIGIN, SET)
  const operate = (path: string, body?: object) =>
    ask(api, `/api/admin${path}`, body ? jsonBody(body, operator.bearer) : { headers: operator.bearer })
  const stripe = startStripe(KEY, SECRET)
  const withStripe = async (act: () => Promise<Response>) => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    fetched.mockImplementation(async (input, init) => stripe.answer(new Request(input, init)))
    const answer = await act()
    fetched.mockRestore()
    return answer
  }
  const calls: Partial<Record<Name, () => Promise<Response>>> = {
    billPayment: async () => own(`/api/bills/${(await voucher()).billId}/payment`),
    billCheckout: () => withStripe(async () => own(`/api/bills/${await bill()}/checkout`, jsonBody({}, member.bearer))),
    billVoucher: async () => {
      const body = new Blob([PNG as Uint8Array<ArrayBuffer>])
      return own(`/api/bills/${await bill()}/vouchers`, { method: 'POST', body, headers: member.bearer })
    },
    billVoucherFile: async () => {
      const { billId, id } = await voucher()
      return own(`/api/bills/${billId}/vouchers/${id}`)
    },
    stripeWebhook: async () => {
      const { body, headers } = await stripe.event('customer.created', 'cus_described')
      return own('/api/webhooks/stripe', { method: 'POST', body, headers })
    },
    adminBillPaying: async () => operate(`/bills/${await bill()}/payments`, { amount_minor: 1, note: 'x' }),
    adminRefund: async () => operate(`/payments/${await payment()}/refunds`, { amount_minor: 1, reason: 'x' }),
    adminVouchers: async () => {
      await voucher()
      return operate('/vouchers')
    },
    adminVoucherFile: async () => operate(`/vouchers/${(await voucher()).id}/file`),
    adminVoucherApproval: async () =>
      operate(`/vouchers/${(await voucher()).id}/approval`, { amount_minor: 1, paid_at: 0 }),
    adminVoucherRefusal: async () => operate(`/vouchers/${(await voucher()).id}/refusal`, { reason: 'x' }),
  }
  return calls[name]?.() ?? null
}
