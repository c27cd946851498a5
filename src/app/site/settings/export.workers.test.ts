import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { unzip } from '../../../../tests/setup/unzip.ts'
import type { AccountMeter } from '../../../../workers/meter/index.ts'
import { makeAccountExport } from '../../../domain/account/export.ts'
import { makeIds } from '../../../domain/ids.ts'
import type { CallRecord } from '../../../domain/metering/face.ts'
import type { HourlyUsage } from '../../../domain/metering/rollup.ts'
import { viewOf } from '../../../platform/meter.ts'
import { random } from '../../../platform/random.ts'
import { database } from '../../../storage/database.ts'
import { exportStore } from '../../../storage/export.ts'
import { api } from '../../api/index.ts'
import { plantBill, usualLines } from '../../bill.fixture.ts'
import type { Bindings } from '../../context.ts'
import {
  ask,
  bindings,
  keysOf,
  madeKey,
  ORIGIN,
  PASSWORD,
  type Person,
  seedDemoRoute,
  services,
  signUp,
} from '../../visitor.fixture.ts'
import { site } from '../index.ts'

const PATH = '/settings/account/export'
const { DB } = bindings
const METER = (env as unknown as { METER: DurableObjectNamespace<AccountMeter> }).METER

let made = 0
let owner: Person
let stranger: Person
beforeAll(seedDemoRoute)
beforeEach(async () => {
  made += 1
  owner = await signUp(`taker-${made}`)
  stranger = await signUp(`stranger-${made}`)
})
afterEach(() => vi.restoreAllMocks())

const call = async ({ apiKey }: Person, path = '/api/demo/x') =>
  (await ask(api, path, { headers: { 'X-API-Key': apiKey } })).status

/** Has the account's object settle and flush what it holds. */
const flush = ({ tag }: Person) =>
  runInDurableObject(METER.get(METER.idFromName(tag)), async (meter) => {
    meter.clock = () => Date.now() + 120_000
    await meter.view(tag)
    await meter.alarm()
    meter.clock = Date.now
  })

const filesOf = async (answer: Response) => unzip(new Uint8Array(await answer.arrayBuffer()))
const rowsOf = <T = Record<string, unknown>>(text: string | undefined): T[] =>
  (text ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
const download = async (person = owner) => filesOf(await ask(site, PATH, { headers: person.cookie }))
const all = async <T>(pages: AsyncIterable<T[]>): Promise<T[]> => {
  const rows: T[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}
const sum = (rows: { calls: number }[]) => rows.reduce((total, { calls }) => total + calls, 0)

test('is a zip to be saved under a safe, dated name, which no cache keeps', async () => {
  const name = 'Wétter "desk"; ../x'
  await DB.prepare('UPDATE accounts SET name = ? WHERE id = ?').bind(name, owner.accountId).run()
  const answer = await ask(site, PATH, { headers: owner.cookie })
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': expect.stringMatching(/^attachment; filename="account-W-tter-desk-x-\d{4}-\d\d-\d\d\.zip"$/),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(Object.keys(await filesOf(answer))).toEqual([
    'README.txt',
    'account.ndjson',
    'you.ndjson',
    'members.ndjson',
    'invitations.ndjson',
    'keys.ndjson',
    'service_tokens.ndjson',
    'bills.ndjson',
    'closings.ndjson',
    'usage_hourly.ndjson',
    'calls.ndjson',
    'archived_calls.ndjson',
    'credits.ndjson',
    'refunded_calls.ndjson',
    'audit_events.ndjson',
  ])
})

test('holds what the account holds, named as in the JSON API, and its readme names each file', async () => {
  await DB.prepare(
    "INSERT INTO tokens (token_hash, purpose, account_id, email, role, expires_at, created_at) VALUES ('h', 'invite', ?, 'new@example.com', 'viewer', 2, 1)",
  )
    .bind(owner.accountId)
    .run()
  const files = await download()
  const { username, accountId, id } = owner
  const email = `${username}@example.com`
  expect(rowsOf(files['account.ndjson'])).toMatchObject([{ id: accountId, name: username, plan: { key: 'free' } }])
  expect(rowsOf(files['you.ndjson'])).toMatchObject([{ id, username, email, time_zone: 'UTC' }])
  expect(rowsOf(files['members.ndjson'])).toMatchObject([{ user_id: id, username, email, role: 'owner' }])
  expect(rowsOf(files['invitations.ndjson'])).toEqual([
    { email: 'new@example.com', role: 'viewer', created_at: 1, expires_at: 2, used_at: null },
  ])
  const [key] = await keysOf(accountId)
  expect(rowsOf(files['keys.ndjson'])).toMatchObject([{ id: key?.id, hint: key?.hint, created_by: id }])
  expect(rowsOf(files['audit_events.ndjson']).map(({ action }) => action)).toEqual([
    'user.registered',
    'session.opened',
    'session.opened',
    'account.exported',
  ])
  for (const name of Object.keys(files).slice(1)) expect(files['README.txt']).toContain(name)
})

/** Every name in some rows, but for what people wrote themselves and what events tell. */
const namesIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap(namesIn)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, one]) => [
          name,
          ...(name === 'metadata' || name === 'detail' ? [] : namesIn(one)),
        ])
      : []

test('its readme names every field of every file', async () => {
  const { id: userId, accountId, tag } = owner
  const actor = { userId, accountId, tag, address: '', token: { id: 'tok_x', name: 'robot' } }
  const limits = {
    rateLimits: [{ name: 'r', limit: 5, window_seconds: 60 }],
    quota: { limit: 9, period: 'day' as const },
  }
  owner.apiKey = (await madeKey(actor, { name: 'limited', ...limits })).text
  await services.serviceTokens.create(actor, { name: 'robot', scopes: ['keys:read'], expiresAt: null })
  await DB.prepare(
    "INSERT INTO tokens (token_hash, purpose, account_id, email, role, expires_at, created_at) VALUES (?1, 'invite', ?1, 'x@example.com', 'viewer', 2, 1)",
  )
    .bind(accountId)
    .run()
  await DB.batch(
    [1, 2].map((part) =>
      DB.prepare("INSERT INTO call_archives VALUES (?, ?, ?, 0, 70, 3, '[]', 5)").bind(
        accountId,
        Date.UTC(2026, 9, 1),
        `x${part}`,
      ),
    ),
  )
  await DB.prepare("INSERT INTO closings VALUES (?, '2026-10', ?, 'd1', 5)")
    .bind(accountId, JSON.stringify([{ starts_at: 1, ends_at: 2, plan_id: 'plan_free_1', trial: false, credits: 3 }]))
    .run()
  const details = { name: 'Ltd', address: 'Lane', taxId: 'X' }
  const given = { kind: 'credit' as const, detail: { requestIds: ['req_1'], ofPeriod: '2026-09' }, amountMinor: -1 }
  const favour = { kind: 'credit' as const, detail: { creditId: 'cred_1', reason: 'sorry' }, amountMinor: -1 }
  const bill = await plantBill({ accountId, details, lines: [...usualLines('2026-10'), given, favour] })
  const operator = { userId, address: '' }
  await services.bills.giveUp(operator, bill.id, 'x')
  await services.bills.reopen(operator, bill.id)
  await services.bills.credit(operator, bill.id, { amountMinor: 1, reason: 'x' })
  await DB.prepare(
    `INSERT INTO payments (id, account_id, bill_id, method, amount_minor, currency, note, paid_at)
     VALUES ('pay_x', ?, ?, 'card', 1, 'USD', 'not theirs', 1)`,
  )
    .bind(accountId, bill.id)
    .run()
  await call(owner)
  const { 'README.txt': readme = '', ...files } = await download()
  const described = Object.fromEntries(
    readme.split(/^(?=\w+\.ndjson)/m).map((part) => [part.split(' ', 1)[0], new Set(part.match(/\w+/g))]),
  )
  for (const [name, text] of Object.entries(files)) {
    const names = [...new Set(namesIn(rowsOf(text)))]
    expect(names.length, name).toBeGreaterThan(4)
    expect(
      names.filter((field) => !described[name]?.has(field)),
      name,
    ).toEqual([])
  }
})

test('it says where the calls are that are kept as files, and of no other account’s', async () => {
  const put = (accountId: string, object: string, day: number) =>
    DB.prepare("INSERT INTO call_archives VALUES (?, ?, ?, 0, 70, 3, '[]', 5)").bind(accountId, day, object).run()
  const day = Date.UTC(2026, 9, 1)
  await put(owner.accountId, 'x1', day)
  await put(owner.accountId, 'x2', day)
  await put(stranger.accountId, 'x1', day + 86_400_000)
  const files = await download()
  expect(rowsOf(files['archived_calls.ndjson'])).toEqual([
    { day: '2026-10-01', calls: 6, bytes: 140, path: '/api/calls/archives/2026-10-01', archived_at: 5 },
  ])
})

test('it says what the account was given in money and calls, and of no operator who gave it', async () => {
  const give = (accountId: string, name: string) =>
    DB.batch([
      DB.prepare("INSERT INTO account_credits VALUES (?1, ?2, 'goodwill', 500, 20, 'USD', 'sorry', ?3, 7)").bind(
        `cred_${name}`,
        accountId,
        stranger.id,
      ),
      DB.prepare("INSERT INTO call_refunds VALUES (?1, ?2, '2026-10', 0, 3, 'late', ?3, 7, NULL)").bind(
        `req_${name}`,
        accountId,
        stranger.id,
      ),
    ])
  await give(owner.accountId, 'own')
  await give(stranger.accountId, 'other')
  const files = await download()
  const of = { account_id: owner.accountId, created_at: 7 }
  expect(rowsOf(files['credits.ndjson'])).toEqual([
    { id: 'cred_own', ...of, kind: 'goodwill', amount_minor: 500, used_minor: 20, currency: 'USD', reason: 'sorry' },
  ])
  expect(rowsOf(files['refunded_calls.ndjson'])).toEqual([
    { request_id: 'req_own', ...of, period: '2026-10', credits: 3, reason: 'late' },
  ])
})

describe('no secret and nobody else’s data is in it', () => {
  test('whatever there is of both', async () => {
    await call(owner)
    await call(stranger, '/api/demo/canary-path')
    await flush(owner)
    await flush(stranger)
    await services.operating.suspendAccount({ userId: stranger.id, address: '203.0.113.99' }, owner.accountId, 'why')
    const files = await download()
    const text = Object.values(files).join('\n')
    expect(text).toContain('/api/demo/x')
    expect(text).toContain('why')
    const { results } = await DB.prepare(
      `SELECT password AS secret FROM users UNION ALL SELECT hash FROM api_keys UNION ALL SELECT id_hash FROM sessions
       UNION ALL SELECT tag FROM accounts`,
    ).all<{ secret: string }>()
    const secrets = [
      ...results.map(({ secret }) => secret),
      PASSWORD,
      owner.apiKey,
      owner.tag,
      owner.bearer.Authorization.slice('Bearer '.length),
      owner.cookie.Cookie.slice('session='.length),
    ]
    const theirs = [stranger.id, stranger.accountId, stranger.username, 'canary-path', '203.0.113.99']
    expect([...secrets, ...theirs].filter((canary) => text.includes(canary))).toEqual([])
  })

  test('an account of which its reader is no owner is not to be had', async () => {
    await DB.prepare("INSERT INTO memberships (account_id, user_id, role, created_at) VALUES (?, ?, 'admin', 1)")
      .bind(owner.accountId, stranger.id)
      .run()
    await DB.prepare('UPDATE sessions SET account_id = ? WHERE user_id = ?').bind(owner.accountId, stranger.id).run()
    expect((await ask(site, PATH, { headers: stranger.cookie })).status).toBe(403)
    expect((await ask(api, '/api/exports/account', { headers: stranger.bearer })).status).toBe(403)
  })

  test.each(['account', 'account_id', 'id'])('a %s in the query changes nothing', async (name) => {
    const files = await filesOf(await ask(site, `${PATH}?${name}=${stranger.accountId}`, { headers: owner.cookie }))
    expect(rowsOf(files['account.ndjson'])).toMatchObject([{ id: owner.accountId }])
  })

  test('it takes a password typed a short while ago', async () => {
    await DB.prepare('UPDATE sessions SET signed_in_at = signed_in_at - 600000').run()
    const page = await ask(site, PATH, { headers: owner.cookie })
    expect([page.status, page.headers.get('Location')]).toEqual([303, `/login/again?next=${encodeURIComponent(PATH)}`])
    const json = await ask(api, '/api/exports/account', { headers: owner.bearer })
    expect([json.status, await json.json()]).toMatchObject([403, { code: 'FRESH_SIGN_IN_REQUIRED' }])
  })
})

describe('calls and usage', () => {
  test('are whole: what D1 holds, and what it does not hold yet, each once', async () => {
    for (let i = 0; i < 3; i++) expect(await call(owner, `/api/demo/flushed-${i}`)).toBe(200)
    await flush(owner)
    for (let i = 0; i < 2; i++) expect(await call(owner, `/api/demo/waiting-${i}`)).toBe(200)
    await expect.poll(async () => (await viewOf(bindings.METER, owner.tag))?.openCalls).toBe(0)
    const files = await download()
    const paths = rowsOf<CallRecord>(files['calls.ndjson']).map(({ path }) => path.replace('/api/demo/', ''))
    expect(paths.sort()).toEqual(['flushed-0', 'flushed-1', 'flushed-2', 'waiting-0', 'waiting-1'])
    expect(sum(rowsOf<HourlyUsage>(files['usage_hourly.ndjson']))).toBe(5)
    const json = await filesOf(await ask(api, '/api/exports/account', { headers: owner.bearer }))
    expect(json['calls.ndjson']).toBe(files['calls.ndjson'])
  })

  test('agree when the meter flushes, and goes on, while they are read', async () => {
    for (let i = 0; i < 3; i++) await call(owner)
    await flush(owner)
    for (let i = 0; i < 2; i++) await call(owner)
    await expect.poll(async () => (await viewOf(bindings.METER, owner.tag))?.openCalls).toBe(0)
    const store = exportStore(database(DB))
    const verb = makeAccountExport({
      store: {
        ...store,
        // Between the object's view and D1's mark.
        recent: async (...asked) => {
          await call(owner)
          await flush(owner)
          return store.recent(...asked)
        },
      },
      view: (tag) => viewOf(bindings.METER, tag),
      clock: Date.now,
      ids: makeIds(Date.now, random),
    })
    const cut = await verb.open(owner.session, { address: '', agent: '', place: null })
    if (!cut.ok) throw new Error(cut.code)
    // And after it, before the pages are read.
    for (let i = 0; i < 4; i++) await call(owner)
    await flush(owner)
    const usage = await all(cut.value.usage())
    const calls = await all(cut.value.calls())
    expect([sum(usage), calls.length]).toEqual([6, 6])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(6)
  })

  test('of a thousand rows and packs all arrive, once and in their order', async () => {
    const hour = 3_600_000
    const row = "INSERT INTO usage_hourly VALUES (?1, ?2, ?3, 'r', 'ok', 1, 1, 1, '[]')"
    const pack = 'INSERT INTO calls VALUES (?1, ?2, ?3, 2, ?4)'
    const record = (id: string) => ({ id, at: 1, keyId: 'k', routeId: 'r', path: '/', outcome: 'ok' })
    await DB.batch(
      Array.from({ length: 1_200 }, (_, i) => DB.prepare(row).bind(owner.accountId, hour * (i % 400), `k${i}`)),
    )
    await DB.batch(
      Array.from({ length: 30 }, (_, i) =>
        DB.prepare(pack).bind(owner.accountId, i, i, JSON.stringify([record(`a${i}`), record(`b${i}`)])),
      ),
    )
    await DB.prepare('UPDATE meter_marks SET seq = 28 WHERE account_id = ?').bind(owner.accountId).run()
    const files = await download()
    const usage = rowsOf<{ key_id: string; hour: number }>(files['usage_hourly.ndjson'])
    expect(new Set(usage.map(({ key_id }) => key_id)).size).toBe(1_200)
    expect(usage).toHaveLength(1_200)
    expect(usage.map((one) => one.hour)).toEqual(usage.map((one) => one.hour).sort((a, b) => a - b))
    const ids = rowsOf<{ request_id: string }>(files['calls.ndjson']).map(({ request_id }) => request_id)
    // The last pack lies above the mark.
    expect(ids).toEqual(Array.from({ length: 29 }, (_, i) => [`a${i}`, `b${i}`]).flat())
  })

  test('that cannot be had whole are not given in part', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const away = { idFromName: () => '', get: () => ({ view: () => Promise.reject(new Error('away')) }) }
    const changed = { METER: away as unknown as Bindings['METER'] }
    const answer = await ask(site, PATH, { headers: owner.cookie }, ORIGIN, changed)
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([503, expect.stringContaining('text/html')])
    const { items } = await services.audit.ofAccount(owner.accountId, {
      action: 'account.exported',
      cursor: null,
      limit: 9,
    })
    expect(items).toEqual([])
  })

  test('a table that fails in the middle leaves no archive that looks whole', async () => {
    const prepare = (query: string) => {
      if (query.includes('from "calls"')) throw new Error('D1 is down')
      return DB.prepare(query)
    }
    const batch = (statements: D1PreparedStatement[]) => DB.batch(statements)
    const broken = { prepare, batch } as unknown as D1Database
    await expect(ask(site, PATH, { headers: owner.cookie }, ORIGIN, { DB: broken })).rejects.toThrow()
  })
})
