import Stripe from 'stripe'

/**
 * Stripe's API, as far as payments by Checkout need it, with the rules that matter: the key, the parameters that it knows,
 * idempotency, amounts. https://docs.stripe.com/api/checkout/sessions, …/refunds, …/idempotent_requests
 */
export interface StripeDouble {
  /** What is answered to a request of the SDK. */
  answer(request: Request): Promise<Response>
  /** Every request that came, replays among them. */
  requests: { method: string; path: string; key: string | null; body: string }[]
  sessions: Map<string, Session>
  refunds: Map<string, Refund>
  /** Pays a checkout, as whoever is on its page does. */
  pay(sessionId: string, more?: { method?: string }): void
  /** Takes away a payment's charge, as if it was not there yet; until what it answers is called. */
  withoutCharge(intentId: string): () => void
  /** Gives back on Stripe's own pages. */
  giveBack(intentId: string, amount: number): Refund
  /** A day later: keys of idempotency are new again. */
  forgetKeys(): void
  /** While true nobody answers. */
  isDown: boolean
  /** What a refund that is asked for comes to. */
  refundStatus: 'succeeded' | 'pending' | 'failed'
  /** A webhook as it is sent. */
  event(type: string, objectId: string, more?: Sent): Promise<{ body: string; headers: Record<string, string> }>
}

interface Sent {
  id?: string
  /** Seconds ago. */
  age?: number
  secret?: string
}

interface Session {
  id: string
  object: 'checkout.session'
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid'
  url: string | null
  expires_at: number
  amount_total: number
  currency: string
  metadata: Record<string, string>
  payment_intent: string | null
  success_url: string
}

interface Refund {
  id: string
  object: 'refund'
  amount: number
  currency: string
  payment_intent: string
  status: string
  metadata: Record<string, string>
}

interface Intent {
  id: string
  object: 'payment_intent'
  amount: number
  currency: string
  latest_charge: null | {
    id: string
    object: 'charge'
    payment_intent: string
    payment_method_details: { type: string }
  }
}

const SESSION_PARAMETERS = [
  'mode',
  'allowed_payment_method_types[0]',
  'adaptive_pricing[enabled]',
  'line_items[0][quantity]',
  'line_items[0][price_data][currency]',
  'line_items[0][price_data][unit_amount]',
  'line_items[0][price_data][product_data][name]',
  'client_reference_id',
  'metadata[bill_id]',
  'metadata[account_id]',
  'payment_intent_data[metadata][bill_id]',
  'payment_intent_data[metadata][account_id]',
  'success_url',
  'cancel_url',
]
const REFUND_PARAMETERS = ['payment_intent', 'amount', 'metadata[refund_id]']
const DAY = 86_400

let made = 0
// Several processes of one test run, one after the other, ask the same service.
const RUN = crypto.randomUUID().slice(0, 8)
const newId = (prefix: string) => `${prefix}_test${RUN}${String(++made).padStart(6, '0')}`

/** A refusal, as Stripe words it. */
class Refusal extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, message: string, more: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.body = { error: { type: 'invalid_request_error', message, ...more } }
  }
}

function known(form: URLSearchParams, names: string[]): (name: string) => string {
  for (const name of form.keys()) {
    if (!names.includes(name))
      throw new Refusal(400, `Received unknown parameter: ${name}`, { code: 'parameter_unknown' })
  }
  return (name) => {
    const value = form.get(name)
    if (!value) throw new Refusal(400, `Missing required param: ${name}.`, { code: 'parameter_missing' })
    return value
  }
}

export function startStripe(
  secretKey: string,
  webhookSecret: string,
  pageUrl = 'https://checkout.stripe.example',
): StripeDouble {
  const sessions = new Map<string, Session>()
  const intents = new Map<string, Intent>()
  const refunds = new Map<string, Refund>()
  const answers = new Map<string, { print: string; body: unknown }>()
  function openSession(form: URLSearchParams): Session {
    const get = known(form, SESSION_PARAMETERS)
    const currency = get('line_items[0][price_data][currency]')
    const amount = Number(get('line_items[0][price_data][unit_amount]'))
    if (get('mode') !== 'payment') throw new Refusal(400, 'Invalid mode')
    if (currency !== currency.toLowerCase()) throw new Refusal(400, `Invalid currency: ${currency}`)
    if (!Number.isInteger(amount) || amount > 99_999_999)
      throw new Refusal(400, 'Invalid integer', { code: 'amount_too_large' })
    if (amount < 50) throw new Refusal(400, 'The amount must be at least $0.50 usd', { code: 'amount_too_small' })
    if (!/^https?:\/\//.test(get('success_url'))) throw new Refusal(400, 'Not a valid URL', { code: 'url_invalid' })
    const id = newId('cs')
    const session: Session = {
      id,
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      url: `${pageUrl}/c/pay/${id}`,
      expires_at: Math.floor(Date.now() / 1_000) + DAY,
      amount_total: amount,
      currency,
      metadata: { bill_id: get('metadata[bill_id]'), account_id: get('metadata[account_id]') },
      payment_intent: null,
      success_url: get('success_url'),
    }
    sessions.set(id, session)
    return session
  }

  function giveBack(
    intentId: string,
    amount: number,
    metadata: Record<string, string> = {},
    status = 'succeeded',
  ): Refund {
    const intent = intents.get(intentId)
    if (!intent) throw new Refusal(404, `No such payment_intent: '${intentId}'`, { code: 'resource_missing' })
    const given = [...refunds.values()].filter((one) => one.payment_intent === intentId && one.status !== 'failed')
    const left = given.reduce((sum, one) => sum - one.amount, intent.amount)
    if (amount > left)
      throw new Refusal(400, `Refund amount is greater than unrefunded amount on charge`, {
        code: 'charge_already_refunded',
      })
    const { currency } = intent
    const refund: Refund = {
      id: newId('re'),
      object: 'refund',
      amount,
      currency,
      payment_intent: intentId,
      status,
      metadata,
    }
    refunds.set(refund.id, refund)
    return refund
  }

  const find = <T>(from: Map<string, T>, id: string): T => {
    const found = from.get(id)
    if (!found) throw new Refusal(404, `No such object: '${id}'`, { code: 'resource_missing' })
    return found
  }

  function act(method: string, url: URL, form: URLSearchParams): unknown {
    const [, , kind, id] = url.pathname.replace('/checkout/sessions', '/sessions').split('/')
    if (method === 'POST' && kind === 'sessions' && !id) return openSession(form)
    if (method === 'POST' && kind === 'refunds' && !id) {
      const get = known(form, REFUND_PARAMETERS)
      return giveBack(
        get('payment_intent'),
        Number(get('amount')),
        { refund_id: get('metadata[refund_id]') },
        double.refundStatus,
      )
    }
    if (method === 'GET' && kind === 'sessions' && id) {
      const session = find(sessions, id)
      const isExpanded = url.searchParams.get('expand[0]') === 'payment_intent.latest_charge'
      const intent = session.payment_intent === null ? null : find(intents, session.payment_intent)
      return isExpanded && intent ? { ...session, payment_intent: intent } : session
    }
    if (method === 'GET' && kind === 'refunds' && id) return find(refunds, id)
    if (method === 'GET' && kind === 'refunds') {
      const of = url.searchParams.get('payment_intent')
      return { object: 'list', has_more: false, data: [...refunds.values()].filter((one) => one.payment_intent === of) }
    }
    if (method === 'GET' && kind === 'charges' && id) {
      const charges = [...intents.values()].flatMap(({ latest_charge: one }) => one ?? [])
      return find(new Map(charges.map((one) => [one.id, one])), id)
    }
    throw new Refusal(404, `Unrecognized request URL (${method}: ${url.pathname})`)
  }

  const double: StripeDouble = {
    requests: [],
    sessions,
    refunds,
    isDown: false,
    refundStatus: 'succeeded',

    async answer(request) {
      const url = new URL(request.url)
      const body = new TextDecoder().decode(await request.arrayBuffer())
      const key = request.headers.get('Idempotency-Key')
      double.requests.push({ method: request.method, path: url.pathname, key, body })
      if (double.isDown)
        return Response.json(
          { error: { type: 'api_error', message: 'away' } },
          { status: 500, headers: { 'stripe-should-retry': 'false' } },
        )
      try {
        if (request.headers.get('Authorization') !== `Bearer ${secretKey}`)
          throw new Refusal(401, 'Invalid API Key provided')
        const print = `${request.method} ${url.pathname} ${body}`
        const before = request.method === 'POST' && key ? answers.get(key) : undefined
        if (before && before.print !== print) {
          throw new Refusal(400, 'Keys for idempotent requests can only be used with the same parameters', {
            type: 'idempotency_error',
          })
        }
        const found = before?.body ?? structuredClone(act(request.method, url, new URLSearchParams(body)))
        if (request.method === 'POST' && key) answers.set(key, { print, body: found })
        return Response.json(found)
      } catch (error) {
        if (error instanceof Refusal) return Response.json(error.body, { status: error.status })
        throw error
      }
    },

    pay(sessionId, { method = 'card' } = {}) {
      const session = find(sessions, sessionId)
      const id = newId('pi')
      const charge = {
        id: newId('ch'),
        object: 'charge' as const,
        payment_intent: id,
        payment_method_details: { type: method },
      }
      intents.set(id, {
        id,
        object: 'payment_intent',
        amount: session.amount_total,
        currency: session.currency,
        latest_charge: charge,
      })
      Object.assign(session, { status: 'complete', payment_status: 'paid', url: null, payment_intent: id })
    },

    withoutCharge(intentId) {
      const intent = find(intents, intentId)
      intents.set(intentId, { ...intent, latest_charge: null })
      return () => void intents.set(intentId, intent)
    },

    forgetKeys: () => answers.clear(),

    giveBack: (intentId, amount) => giveBack(intentId, amount),

    async event(type, objectId, { id = newId('evt'), age = 0, secret = webhookSecret } = {}) {
      const at = Math.floor(Date.now() / 1_000) - age
      const object = sessions.get(objectId) ?? refunds.get(objectId) ?? { id: objectId }
      const body = JSON.stringify({ id, object: 'event', type, created: at, data: { object } })
      const header = await Stripe.webhooks.generateTestHeaderStringAsync({
        payload: body,
        secret,
        timestamp: at,
        cryptoProvider: Stripe.createSubtleCryptoProvider(),
      } as Parameters<typeof Stripe.webhooks.generateTestHeaderStringAsync>[0])
      return { body, headers: { 'Content-Type': 'application/json', 'Stripe-Signature': header } }
    },
  }
  return double
}
