import type { Context } from 'hono'
import { readStripeEvent } from '../../platform/stripe.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'

const HEADERS = { 'Cache-Control': 'no-store' }

/**
 * Takes what Stripe tells, if Stripe signed it. Without STRIPE_WEBHOOK_SECRET there is nothing here. What is not answered with
 * 2xx Stripe tells again, for three days.
 */
export async function stripeWebhook(c: Context<App>): Promise<Response> {
  const { settings, services } = c.var
  const secret = settings.STRIPE_WEBHOOK_SECRET
  if (secret === undefined) return problem(c, 'NOT_FOUND', HEADERS)
  const event = await readStripeEvent(await c.req.text(), c.req.header('Stripe-Signature'), secret, services.clock())
  if (!event.ok) return problem(c, event, HEADERS)
  const heard = await services.paying.hear(event.value)
  if (!heard.ok) return problem(c, heard, HEADERS)
  return Response.json({ success: true, outcome: heard.value }, { headers: HEADERS })
}
