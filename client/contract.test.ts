import { expect, test } from 'vitest'
import type * as z from 'zod'
import type * as answers from '../src/app/api/answers.ts'
import document from '../src/app/api/openapi.gen.json' with { type: 'json' }
import type { verification } from '../src/app/api/verify-input.ts'
import { statusOf } from '../src/app/errors.ts'
import type { keyChange, keyCreation, keyRotation } from '../src/app/key-input.ts'
import { DECISION_CODES } from '../src/domain/metering/decision.ts'
import { STATUS } from './codes.ts'
import type * as client from './index.ts'
import { Tollgate } from './index.ts'

/** Holds the client's words to the service's: its paths when this runs, its types in the type check. */

interface Said {
  method: string
  path: string
  query: string[]
  body: string[]
}

/** What a method of the client asks for. */
async function askedBy(ask: (tollgate: Tollgate) => Promise<unknown>): Promise<Said> {
  let said: Said | undefined
  const fetch = async (address: string, { method = '', body }: RequestInit) => {
    const { pathname, searchParams } = new URL(address)
    said = {
      method,
      path: pathname,
      query: [...searchParams.keys()],
      body: Object.keys(JSON.parse(String(body ?? '{}'))),
    }
    return Response.json({ data: [], next_cursor: null })
  }
  await ask(new Tollgate({ url: 'https://tollgate.example.com', token: 'st_x', fetch }))
  if (!said) throw new Error('It asked for nothing.')
  return said
}

const page = { cursor: 'key_1', limit: 3 }
const key: Required<client.KeyInput> = {
  ...{ name: 'x', status: 'active', note: 'x', environment: 'x', scopes: [], allowed_ips: [], expires_at: null },
  ...{ rate_limits: [], rate_limit: { limit: 1, window_seconds: 1 }, quota: null, metadata: {} },
}
const calls: Required<client.CallQuery> = {
  ...{ ...page, key: 'x', route: 'x', outcome: 'ok', code: 'VALID', status: 200 },
  ...{ since: 0, until: '2026-01-01T00:00:00Z', address: '::/0', request_id: 'x' },
}

const usage: Required<client.UsageQuery> = {
  ...{ range: '7d', from: '', to: '', group: 'key', key: 'x', route: 'x', outcome: 'ok', time_zone: 'UTC' },
}

test.each<[string, (tollgate: Tollgate) => Promise<unknown>]>([
  ['verification', (it) => it.verify({ key: 'x', cost: 1, scopes: [], ip: '192.0.2.1', route: 'x' })],
  ['keys', (it) => it.keys.list({ ...page, search: 'x', status: 'active', sort: 'used' })],
  ['keyCreation', (it) => it.keys.create(key)],
  ['key', (it) => it.keys.get('ID')],
  ['keyChange', (it) => it.keys.change('ID', { ...key, status: 'disabled' })],
  ['keyRotation', (it) => it.keys.rotate('ID', { grace_seconds: 0 })],
  ['keyRevocation', (it) => it.keys.revoke('ID')],
  ['calls', (it) => it.calls.list(calls)],
  ['call', (it) => it.calls.get('ID')],
  ['usage', (it) => it.usage(usage)],
  ['bills', (it) => it.bills.list({ ...page, status: 'open' })],
  ['bill', (it) => it.bills.get('ID')],
  ['plans', (it) => it.plans()],
  ['health', (it) => it.health()],
])('the document has what %s asks for: path, query and body', async (operationId, ask) => {
  const { method, path, query, body } = await askedBy(ask)
  const template = Object.keys(document.paths).find((it) => it.replace(/\{\w+\}/, 'ID') === path) ?? ''
  const paths = document.paths as Record<string, Record<string, object>>
  const operation = paths[template]?.[method.toLowerCase()] as {
    parameters: { name: string; in: string }[]
    requestBody?: { content: Record<string, { schema: { properties: object } }> }
  }
  expect(operation).toMatchObject({ operationId })
  const known = operation.parameters.filter((it) => it.in === 'query').map(({ name }) => name)
  expect(known.toSorted()).toEqual(query.toSorted())
  const fields = Object.keys(operation.requestBody?.content['application/json']?.schema.properties ?? {})
  expect(fields.toSorted()).toEqual(body.toSorted())
})

test.each(DECISION_CODES)('%s has the gateway’s status', (code) => {
  expect(STATUS[code]).toBe(statusOf(code))
})

type Answer<T extends z.ZodType> = Omit<z.output<T>, 'success'>
type Input<T extends (now: number) => z.ZodType> = z.input<ReturnType<T>>
/** Each fits where the other is expected. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
/** What one side says fits the other, and no field is missing. The client knows codes that the service does not say yet. */
type Fits<Said, Heard> = [Said] extends [Heard] ? Same<keyof Said, keyof Heard> : false
type Told = 'valid' | 'code'

test('the types are the service’s', () => {
  // Each is a type: one that differs is an error of the type check here.
  const agree: [
    Fits<Omit<Answer<typeof answers.verified>, Told>, Omit<client.Refused, Told | 'error'>>,
    Same<keyof client.Allowed, Exclude<keyof client.Refused, 'error'>>,
    Same<Answer<typeof answers.keyShown>['key'], client.Key>,
    Same<Answer<typeof answers.keys>, client.Page<client.KeyRow>>,
    Same<Answer<typeof answers.keyMade>, client.NewKey>,
    Same<Answer<typeof answers.keyRotated>, client.RotatedKey>,
    Same<Answer<typeof answers.keyEnded>, client.ChangedKey>,
    Same<Answer<typeof answers.usage>, client.Usage>,
    Same<Answer<typeof answers.bills>, client.Page<client.Bill>>,
    Same<Answer<typeof answers.billShown>['bill'], client.WholeBill>,
    Same<Answer<typeof answers.plans>, client.Page<client.Plan>>,
    Same<Answer<typeof answers.health>, client.Health>,
    Fits<Answer<typeof answers.calls>['data'][number], client.Call>,
    Fits<Answer<typeof answers.callShown>['call'], client.ExplainedCall>,
    Fits<client.Verification, z.input<typeof verification>>,
    Fits<client.KeyInput, Input<typeof keyCreation>>,
    Fits<client.KeyChange, Input<typeof keyChange>>,
    Fits<NonNullable<Parameters<Tollgate['keys']['rotate']>[1]>, z.input<typeof keyRotation>>,
  ] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]
  expect(agree).not.toContain(false)
})
