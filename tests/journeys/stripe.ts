import { createServer } from 'node:http'
import { startStripe } from '../../src/app/stripe.fixture.ts'

/** As playwright.config.ts sets them for the service. */
export const STRIPE_KEYS = { secret: 'sk_test_journeys', webhook: 'whsec_journeys' }

const { TOLLGATE_STRIPE_PORT = '8790' } = process.env
const ADDRESS = `http://127.0.0.1:${TOLLGATE_STRIPE_PORT}`

/** Stripe's stand-in while something is done: its API, and the page on which a card is paid. */
export async function withStripe(act: (stripe: ReturnType<typeof startStripe>) => Promise<void>): Promise<void> {
  const stripe = startStripe(STRIPE_KEYS.secret, STRIPE_KEYS.webhook, ADDRESS)
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const [, , , session = ''] = url.split('/')
    if (url.startsWith('/c/pay/') && method === 'GET') {
      const page = '<!doctype html><title>Pay</title><form method="post"><button>Pay by card</button></form>'
      response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    } else if (url.startsWith('/c/pay/')) {
      stripe.pay(session)
      response.writeHead(303, { location: stripe.sessions.get(session)?.success_url }).end()
    } else {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string])
      const body = method === 'GET' ? {} : { body: Buffer.concat(parts) }
      const answer = await stripe.answer(new Request(ADDRESS + url, { method, headers, ...body }))
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    }
  })
  await new Promise<void>((done) => server.listen(Number(TOLLGATE_STRIPE_PORT), '127.0.0.1', done))
  try {
    await act(stripe)
  } finally {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}
