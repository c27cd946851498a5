import { Hono } from 'hono'
import { api } from '../../../src/app/api/index.ts'
import type { App } from '../../../src/app/context.ts'
import { mount } from '../../../src/app/mount.ts'

// As long as a refusal, with as many headers: what of a refusal's cost is the answer, and what is the check.
const BODY = 'x'.repeat(360)
const HEADERS = {
  'content-type': 'application/problem+json',
  'x-request-id': 'req',
  'www-authenticate': 'Bearer',
  vary: 'x',
}

/** The real API beside a handler that does nothing: the base of every ratio takes the same way through Pages and Hono. */
const app = new Hono<App>()
  .get('/empty', (c) => c.body(null, 204))
  .get('/refused', () => new Response(BODY, { status: 401, headers: HEADERS }))
  .route('/', api)

export const onRequest = mount(app)
