import type { Stripe } from 'stripe'
import type { RefundStatus } from '../domain/billing/paying/payments.ts'
import type {
  CardProvider,
  ProviderCheckout,
  ProviderEvent,
  ProviderRefund,
} from '../domain/billing/paying/provider.ts'
import { type Failure, failed, ok, type Result } from '../domain/failures.ts'
import type { Log } from './log.ts'
import { fromStripe, toStripe } from './stripe-amount.ts'

interface Access {
  secretKey: string
  /** Where Stripe is, when it is not at its own address. */
  apiUrl: string | undefined
}

/** Seconds by which a webhook may be late. */
const TOLERANCE = 300
const TIMEOUT = 10_000

/** Not before the first payment: the gateway's Worker holds it too, and starts without it. */
const load = async () => (await import('stripe')).Stripe

async function clientOf({ secretKey, apiUrl }: Access): Promise<Stripe> {
  const Client = await load()
  const { protocol, hostname, port } = new URL(apiUrl ?? 'https://api.stripe.com')
  return new Client(secretKey, {
    httpClient: Client.createFetchHttpClient((...request: Parameters<typeof fetch>) => fetch(...request)),
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    maxNetworkRetries: 1,
    timeout: TIMEOUT,
    telemetry: false,
  })
}

/** What an error of the SDK means to whoever asked. Its text may repeat what was sent, and stays here. */
function failureOf(error: unknown, log: Log): Failure {
  const { statusCode, type, code, requestId } = error as { [name: string]: unknown }
  if (statusCode === 404) return failed('NOT_FOUND')
  log({
    event: 'stripe.failed',
    status: statusCode ?? null,
    type: type ?? null,
    code: code ?? null,
    request: requestId ?? null,
  })
  const isFinal = (statusCode === 400 && type !== 'StripeIdempotencyError') || statusCode === 402
  return failed(isFinal ? 'PROVIDER_REFUSED' : 'PROVIDER_UNAVAILABLE')
}

const idOf = (one: string | { id: string } | null | undefined): string | null =>
  typeof one === 'string' ? one : (one?.id ?? null)

const STATES: Record<string, ProviderCheckout['state']> = { open: 'open', complete: 'complete', expired: 'expired' }

function checkoutOf(session: Stripe.Checkout.Session): ProviderCheckout {
  const currency = (session.currency ?? '').toUpperCase()
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null
  const charge = typeof intent?.latest_charge === 'object' ? intent.latest_charge : null
  return {
    id: session.id,
    state: STATES[session.status ?? ''] ?? 'open',
    url: session.url,
    expiresAt: session.expires_at * 1_000,
    isPaid: session.payment_status === 'paid',
    amountMinor: session.amount_total === null ? null : fromStripe(session.amount_total, currency),
    currency,
    billId: session.metadata?.bill_id ?? null,
    accountId: session.metadata?.account_id ?? null,
    reference: idOf(session.payment_intent),
    method: charge?.payment_method_details?.type ?? null,
  }
}

const STATUS: Record<string, RefundStatus> = { succeeded: 'done', failed: 'failed', canceled: 'failed' }

const refundOf = ({ id, metadata, amount, currency, status }: Stripe.Refund): ProviderRefund => ({
  id,
  refundId: metadata?.refund_id ?? null,
  amountMinor: fromStripe(amount, currency.toUpperCase()),
  status: STATUS[status ?? ''] ?? 'pending',
})

/** Stripe, through its SDK. */
export function stripeProvider(access: Access, log: Log): CardProvider {
  let client: Promise<Stripe> | null = null
  async function on<T>(act: (stripe: Stripe) => Promise<T>): Promise<Result<T>> {
    client ??= clientOf(access)
    try {
      return ok(await act(await client))
    } catch (error) {
      return failureOf(error, log)
    }
  }
  const then = <A, B>(result: Result<A>, use: (value: A) => B): Result<B> =>
    result.ok ? ok(use(result.value)) : result

  return {
    async open({ key, billId, accountId, title, amountMinor, currency, paidUrl, backUrl }) {
      const amount = toStripe(amountMinor, currency)
      if (amount === null) return failed('PROVIDER_REFUSED')
      const metadata = { bill_id: billId, account_id: accountId }
      const opened = await on((stripe) =>
        stripe.checkout.sessions.create(
          {
            mode: 'payment',
            allowed_payment_method_types: ['card'],
            // What is paid must be what was asked for, in its currency.
            adaptive_pricing: { enabled: false },
            line_items: [
              {
                quantity: 1,
                price_data: { currency: currency.toLowerCase(), unit_amount: amount, product_data: { name: title } },
              },
            ],
            client_reference_id: billId,
            metadata,
            payment_intent_data: { metadata },
            success_url: paidUrl,
            cancel_url: backUrl,
          },
          { idempotencyKey: key },
        ),
      )
      return then(opened, checkoutOf)
    },

    async checkout(id) {
      const expand = ['payment_intent.latest_charge']
      return then(await on((stripe) => stripe.checkout.sessions.retrieve(id, { expand })), checkoutOf)
    },

    async refund({ id, reference, amountMinor, currency }) {
      const amount = toStripe(amountMinor, currency)
      if (amount === null) return failed('PROVIDER_REFUSED')
      const metadata = { refund_id: id }
      const made = await on((stripe) =>
        stripe.refunds.create({ payment_intent: reference, amount, metadata }, { idempotencyKey: `refund-${id}` }),
      )
      if (!made.ok && made.code === 'NOT_FOUND') return failed('PROVIDER_REFUSED')
      return then(made, refundOf)
    },

    async refundsOf(reference) {
      const listed = await on((stripe) => stripe.refunds.list({ payment_intent: reference, limit: 100 }))
      return then(listed, ({ data }) => data.map(refundOf))
    },

    async paymentOf(kind, id) {
      const found = await on(
        async (stripe): Promise<{ payment_intent: string | { id: string } | null }> =>
          kind === 'charge' ? stripe.charges.retrieve(id) : stripe.refunds.retrieve(id),
      )
      return then(found, ({ payment_intent }) => idOf(payment_intent))
    },
  }
}

/** What a webhook names, if Stripe signed it under this secret, at most 300 s before `now`: else SIGNATURE_REFUSED. */
export async function readStripeEvent(
  body: string,
  signature: string | undefined,
  secret: string,
  now: number,
): Promise<Result<ProviderEvent>> {
  const Client = await load()
  try {
    const provider = Client.createSubtleCryptoProvider()
    const event = await Client.webhooks.constructEventAsync(body, signature ?? '', secret, TOLERANCE, provider, now)
    const { id } = event.data.object as { id?: string }
    return ok({ id: event.id, type: event.type, objectId: id ?? '' })
  } catch {
    return failed('SIGNATURE_REFUSED')
  }
}
