import { expect, test } from 'vitest'
import { clientHeaders, upstreamHeaders } from './headers.ts'

const CALLER = {
  requestId: 'req_1',
  accountId: 'acct_1',
  keyId: 'key_1',
  plan: 'pro',
  address: '192.0.2.7',
  host: 'tollgate.example',
  protocol: 'https',
}
const sent = (headers: Record<string, string>) => upstreamHeaders(new Headers(headers), CALLER)
const OURS = {
  forwarded: 'for=192.0.2.7;host="tollgate.example";proto=https',
  'x-account-id': 'acct_1',
  'x-forwarded-for': '192.0.2.7',
  'x-forwarded-host': 'tollgate.example',
  'x-forwarded-proto': 'https',
  'x-key-id': 'key_1',
  'x-plan': 'pro',
  'x-request-id': 'req_1',
}

test("the client's key and cookies never reach the upstream", () => {
  expect(sent({ Authorization: 'bearer sk_secret', 'X-API-Key': 'sk_secret', Cookie: 'session=1' })).toEqual(OURS)
})

test('what a client claims of itself is replaced by what is known of it', () => {
  const claims = {
    'X-Forwarded-For': '1.1.1.1',
    Forwarded: 'for=1.1.1.1',
    'X-Account-Id': 'acct_other',
    'CF-Connecting-IP': '1.1.1.1',
    'X-Real-IP': '1',
  }
  expect(sent(claims)).toEqual(OURS)
})

test.each([
  ['2001:db8::1', 'for="[2001:db8::1]";host="tollgate.example";proto=https'],
  ['', 'for=unknown;host="tollgate.example";proto=https'],
])('who %j is stands in Forwarded as its grammar has it', (address, forwarded) => {
  expect(upstreamHeaders(new Headers(), { ...CALLER, address }).forwarded).toBe(forwarded)
})

test('headers of the connection and those that it names stay behind', () => {
  expect(sent({ Connection: 'close, X-Hop', 'X-Hop': '1', 'Keep-Alive': '1', TE: 'trailers', Upgrade: 'h2c' })).toEqual(
    OURS,
  )
})

test('everything else passes, other credentials for the upstream included', () => {
  const passed = { accept: 'text/plain', authorization: 'Basic dTpw', 'x-custom': 'yes' }
  expect(sent(passed)).toEqual({ ...OURS, ...passed })
})

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7'

test.each([
  { traceparent: `00-${TRACE}-01` },
  { traceparent: `00-${TRACE}-00`, tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE' },
  { traceparent: `cc-${TRACE}-01-what-is-to-come` },
])('a trace goes on as it came: %o', (context) => {
  expect(sent(context)).toEqual({ ...OURS, ...context })
})

test.each([
  '',
  'x',
  `ff-${TRACE}-01`,
  `00-${TRACE}-01-more`,
  `cc-${TRACE}-01.more`,
  `00-${TRACE}`,
  `00-${TRACE.toUpperCase()}-01`,
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
  `00-${TRACE}-01, 00-${TRACE}-01`,
])('a traceparent that is none, %j, goes no further, nor does its tracestate', (traceparent) => {
  expect(sent({ traceparent, tracestate: 'rojo=1' })).toEqual(OURS)
})

test('a tracestate of no trace goes no further', () => {
  expect(sent({ tracestate: 'rojo=1' })).toEqual(OURS)
})

const got = (headers: Record<string, string>) => clientHeaders(new Headers(headers), {})

test('an answer sets no cookie on the site and runs no script on its origin', () => {
  const headers = got({
    'Set-Cookie': 'session=stolen',
    'Content-Security-Policy': 'script-src *',
    'Content-Type': 'text/html',
  })
  expect(headers).toEqual({
    'cache-control': 'private, no-store',
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'content-type': 'text/html',
    'x-content-type-options': 'nosniff',
  })
})

test.each([
  ['public, max-age=60, s-maxage=600', 'private, max-age=60'],
  ['no-cache', 'private, no-cache'],
])('no shared cache stores an answer: %s', (upstream, client) => {
  expect(got({ 'Cache-Control': upstream })['cache-control']).toBe(client)
})

test('what Tollgate says of a call wins over what the upstream says', () => {
  const headers = clientHeaders(new Headers({ RateLimit: 'theirs', 'X-Other': '1' }), { ratelimit: 'ours' })
  expect(headers).toMatchObject({ ratelimit: 'ours', 'x-other': '1' })
})
