import { expect, test } from 'vitest'
import { api } from '../src/app/api/index.ts'
import { ask, services, signUp } from '../src/app/visitor.fixture.ts'
import { Tollgate } from './index.ts'

/** In workerd, whose `fetch` takes fewer options than others'. */

const fetch = (url: string, init: RequestInit) => ask(api, new URL(url).pathname, init)

test('a Worker verifies keys with it, and is refused in time when nobody answers', async () => {
  const operator = await signUp('client-operator', 'operator')
  const caller = await signUp('client-caller')
  const issuer = { userId: operator.id, accountId: null, address: '' }
  const issued = await services.serviceTokens.create(issuer, { name: 'x', scopes: ['keys:verify'], expiresAt: null })
  const token = issued.ok ? issued.value.text : ''
  const options = { url: 'http://localhost:8788', token }
  const decision = await new Tollgate({ ...options, fetch }).verify({ key: caller.apiKey, cost: 2 })
  expect(decision).toMatchObject({ valid: true, account_id: caller.accountId, limits: [{ remaining: 98 }] })

  const silent = new Tollgate({ ...options, verifyWithinMs: 10, fetch: () => new Promise(() => {}) })
  expect(await silent.verify({ key: caller.apiKey })).toMatchObject({ valid: false, error: { code: 'TIMEOUT' } })
})

test('the global fetch of a Worker takes what it is given', async () => {
  // Port 1 of loopback: nothing listens there. An option that workerd does not know would be another error.
  const nobody = new Tollgate({ url: 'http://127.0.0.1:1', token: 'st_x' })
  const { error } = (await nobody.verify({ key: 'sk_x' })) as { error: Error }
  expect(String(error.cause)).toMatch(/connection|refused|internal error/i)
})
