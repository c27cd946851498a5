import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { JobsEnv } from './env.ts'
import { everyMinute } from './every-minute.ts'
import jobs, { Passwords } from './index.ts'

const bindings = env as unknown as JobsEnv
const { DB } = bindings
const NOW = Date.UTC(2026, 10, 20)

async function account(id: string, revision: number, notedAt: number): Promise<void> {
  await DB.batch([
    DB.prepare(
      `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, created_at)
       VALUES ('plan_free_1', 'free', 1, 'Free', 0, 'USD', 100, 0) ON CONFLICT DO NOTHING`,
    ),
    DB.prepare(
      `INSERT INTO accounts (id, name, tag, plan_id, revision, created_at) VALUES (?1, ?1, ?1, 'plan_free_1', ?2, 0)`,
    ).bind(id, revision),
    DB.prepare('INSERT INTO meter_pushes VALUES (?1, ?1, ?2, ?3)').bind(id, revision, notedAt),
  ])
}
const noted = async () => {
  const { results } = await DB.prepare('SELECT account_id FROM meter_pushes ORDER BY account_id').all<{
    account_id: string
  }>()
  return results.map((row) => row.account_id)
}

beforeEach(async () => {
  await DB.prepare('DELETE FROM meter_pushes').run()
})
afterEach(() => vi.restoreAllMocks())

test('a push that nobody confirmed for ten seconds is brought through by the real meter; a younger one is left alone', async () => {
  await account('acct_old', 3, NOW - 10_000)
  await account('acct_new', 3, NOW - 9_999)
  await everyMinute(bindings, NOW)
  expect(await noted()).toEqual(['acct_new'])
})

test('one meter that cannot be reached keeps no other from its push, and stays noted', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  await account('acct_a', 2, 0)
  await account('acct_b', 2, 0)
  const push = (tag: string) => (tag === 'acct_a' ? Promise.reject(new Error('away')) : Promise.resolve(2))
  const METER = { idFromName: (tag: string) => tag, get: (tag: string) => ({ push: () => push(tag) }) }
  await everyMinute({ ...bindings, METER: METER as unknown as DurableObjectNamespace }, NOW)
  expect(await noted()).toEqual(['acct_a'])
})

test('a push that was overtaken by a newer change stays noted', async () => {
  await account('acct_overtaken', 5, 0)
  const METER = { idFromName: () => null, get: () => ({ push: async () => 4 }) }
  await everyMinute({ ...bindings, METER: METER as unknown as DurableObjectNamespace }, NOW)
  expect(await noted()).toEqual(['acct_overtaken'])
})

test('a passkey’s challenge whose time is over is deleted, and no other', async () => {
  const challenge = (name: string, end: number) =>
    DB.prepare("INSERT INTO passkey_challenges VALUES (?1, ?1, 'sign_in', ?2)").bind(name, end)
  await DB.batch([challenge('over', NOW), challenge('waiting', NOW + 1)])
  await everyMinute(bindings, NOW)
  const { results } = await DB.prepare('SELECT challenge_hash AS name FROM passkey_challenges').all()
  expect(results).toEqual([{ name: 'waiting' }])
})

test('a circuit’s turn is deleted after 30 days', async () => {
  const turn = (colo: string, at: number) =>
    DB.prepare("INSERT INTO circuit_turns (route_id, at, turned, colo) VALUES ('route_old', ?, 'opened', ?)").bind(
      at,
      colo,
    )
  const route = DB.prepare(
    `INSERT INTO routes (id, name, path, upstream_url, methods, scopes, timeout_ms, max_body_bytes, strip_prefix, bill_failures, created_at)
     VALUES ('route_old', 'x', '/x', 'builtin:demo', '[]', '[]', 1000, 1000, 1, 0, 0)`,
  )
  const end = NOW - 30 * 86_400_000
  await DB.batch([route, turn('over', end - 1), turn('kept', end)])
  await everyMinute(bindings, NOW)
  const { results } = await DB.prepare('SELECT colo FROM circuit_turns').all()
  expect(results).toEqual([{ colo: 'kept' }])
})

const REQUEST = `req_${'0'.repeat(26)}`
const deadMails = (...ids: string[]) =>
  createMessageBatch(
    'tollgate-mail-dead',
    ids.map((id) => ({
      id,
      timestamp: new Date(NOW),
      attempts: 1,
      body: { to: `${id}@example.com`, requestId: REQUEST },
    })),
  )
const failedJobs = async () => {
  const { results } = await DB.prepare('SELECT id, queue, body FROM failed_jobs ORDER BY id').all()
  return results
}

test('dead messages become failed jobs, once however often they come', async () => {
  for (let i = 0; i < 2; i++) {
    const batch = deadMails('m1', 'm2')
    await jobs.queue(batch, bindings)
    const result = await getQueueResult(batch, createExecutionContext())
    expect(result.explicitAcks.sort()).toEqual(['m1', 'm2'])
  }
  expect(await failedJobs()).toEqual([
    { id: 'job_m1', queue: 'tollgate-mail-dead', body: `{"to":"m1@example.com","requestId":"${REQUEST}"}` },
    { id: 'job_m2', queue: 'tollgate-mail-dead', body: `{"to":"m2@example.com","requestId":"${REQUEST}"}` },
  ])
})

test('a message that cannot be kept is tried again, and its siblings are kept; the log names its request', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const prepare: D1Database['prepare'] = (query) => {
    const statement = DB.prepare(query)
    const bind: D1PreparedStatement['bind'] = (...values) => {
      if (values[0] === 'job_m4') throw new Error('too large')
      return statement.bind(...values)
    }
    return new Proxy(statement, { get: (target, name) => (name === 'bind' ? bind : Reflect.get(target, name)) })
  }
  const broken = new Proxy(DB, { get: (target, name) => (name === 'prepare' ? prepare : Reflect.get(target, name)) })
  const batch = deadMails('m3', 'm4', 'm5')
  await jobs.queue(batch, { ...bindings, DB: broken })
  const result = await getQueueResult(batch, createExecutionContext())
  expect([result.explicitAcks, result.retryMessages.map(({ msgId }) => msgId)]).toEqual([['m3', 'm5'], ['m4']])
  expect(log.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
    { event: 'job.unkept', message: 'm4', request_id: REQUEST },
  ])
})

test('what breaks over a password names the request that asked, and not the password', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const passwords = new Passwords(createExecutionContext(), bindings)
  await expect(passwords.verify('plum-ladder-41', 'no PHC', REQUEST)).rejects.toThrow()
  expect(log.mock.calls).toEqual([[JSON.stringify({ event: 'password.failed', error: 'Error', request_id: REQUEST })]])
})
