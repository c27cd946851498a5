import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { makeIds } from '../../src/domain/ids.ts'
import { hashKey, hintOf, mintKey, newTag } from '../../src/domain/keys/format.ts'
import type { AdmitRequest, KeyRateLimit, Quota, RateLimit, Settlement } from '../../src/domain/metering/face.ts'
import type { AccountMeter } from './account-meter.ts'

export const { DB, METER } = env as unknown as { DB: D1Database; METER: DurableObjectNamespace<AccountMeter> }

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
export const newId = makeIds(Date.now, random)

export interface Fixture {
  id: string
  tag: string
  /** That it begins with. */
  planId: string
  keyId: string
  keyHash: string
  meter: DurableObjectStub<AccountMeter>
}

/** An account in D1 with one key, on a plan of its own, and its object. */
export async function newAccount(plan: {
  credits?: number | null
  quotas?: Quota[]
  rateLimits?: RateLimit[]
  keyRateLimits?: KeyRateLimit[]
  keyQuota?: Quota
  scopes?: string[]
  expiresAt?: number
}): Promise<Fixture> {
  const [id, keyId, userId, planId] = [newId('acct'), newId('key'), newId('user'), newId('plan')]
  const tag = newTag(random)
  const key = mintKey('sk_', tag, ['a secret of thirty-two characters'], random)
  await DB.batch([
    DB.prepare(`INSERT INTO users (id, username, email, password, created_at) VALUES (?1, ?1, ?1, '!', 0)`).bind(
      userId,
    ),
    DB.prepare(
      `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, quotas, created_at)
       VALUES (?1, ?1, 1, 'Test', 0, 'USD', ?2, ?3, ?4, 0)`,
    ).bind(
      planId,
      plan.credits === undefined ? 100 : plan.credits,
      JSON.stringify(plan.rateLimits ?? []),
      JSON.stringify(plan.quotas ?? []),
    ),
    DB.prepare(`INSERT INTO accounts (id, name, tag, plan_id, created_at) VALUES (?, 'Test', ?, ?, 0)`).bind(
      id,
      tag,
      planId,
    ),
    DB.prepare(`INSERT INTO memberships (account_id, user_id, role, created_at) VALUES (?, ?, 'owner', 0)`).bind(
      id,
      userId,
    ),
    DB.prepare(
      `INSERT INTO api_keys (id, account_id, hash, hint, name, scopes, rate_limits, quota, expires_at, created_by, created_at, revision)
       VALUES (?, ?, ?, ?, 'test', ?, ?, ?, ?, ?, 0, 1)`,
    ).bind(
      keyId,
      id,
      hashKey(key),
      hintOf(key, 'sk_'),
      JSON.stringify(plan.scopes ?? []),
      JSON.stringify(plan.keyRateLimits ?? []),
      plan.keyQuota ? JSON.stringify(plan.keyQuota) : null,
      plan.expiresAt ?? null,
      userId,
    ),
  ])
  return { id, tag, planId, keyId, keyHash: hashKey(key), meter: METER.get(METER.idFromName(tag)) }
}

/** Gives an account a version of its plan with other terms from an instant on, as a page would; the object is told. */
export async function changePlan(
  account: Fixture,
  terms: Partial<Record<'price_minor' | 'included_credits' | 'rate_limits' | 'quotas' | 'overage', unknown>>,
  { from = 1, trial = false }: { from?: number; trial?: boolean } = {},
): Promise<string> {
  const planId = newId('plan')
  const given = Object.entries(terms)
  const value = (of: unknown) => (typeof of === 'object' && of !== null ? JSON.stringify(of) : of)
  const kept = ['price_minor', 'included_credits', 'rate_limits', 'quotas', 'overage'].filter(
    (name) => !(name in terms),
  )
  await DB.batch([
    DB.prepare(
      `INSERT INTO plans (id, key, version, name, currency, created_at, ${[...given.map(([name]) => name), ...kept].join(', ')})
       SELECT ?1, ?1, 1, name, currency, 0, ${[...given.map((_, i) => `?${i + 3}`), ...kept].join(', ')}
       FROM plans WHERE id = (SELECT plan_id FROM plan_phases WHERE account_id = ?2 ORDER BY starts_at DESC LIMIT 1)`,
    ).bind(planId, account.id, ...given.map(([, of]) => value(of))),
    DB.prepare(
      'INSERT INTO plan_phases (account_id, starts_at, plan_id, trial, created_at) VALUES (?, ?, ?, ?, 0)',
    ).bind(account.id, from, planId, trial ? 1 : 0),
    DB.prepare('UPDATE accounts SET revision = revision + 1 WHERE id = ?').bind(account.id),
  ])
  await account.meter.push(account.tag)
  return planId
}

/** A call of the account's key. */
export const callOf = (account: Fixture, change: Partial<AdmitRequest> = {}): AdmitRequest => ({
  id: newId('req'),
  keyHash: account.keyHash,
  routeId: 'route_test',
  scopes: [],
  credits: 1,
  method: 'GET',
  path: '/api/test',
  address: '192.0.2.1',
  requireVerified: false,
  timeoutMs: 30_000,
  ...change,
})

/** The code of a call that arrives when the object's clock stands at `now`. */
export const admitAt = (account: Fixture, now: number) =>
  runInDurableObject(account.meter, async (meter) => {
    meter.clock = () => now
    const id = makeIds(() => now, random)('req')
    return (await meter.admit(account.tag, callOf(account, { id }), [])).code
  })

export const endOf = (id: string, change: Partial<Settlement> = {}): Settlement => ({
  id,
  outcome: 'ok',
  status: 200,
  ms: 12,
  upstreamMs: 7,
  bytes: 5,
  refund: false,
  ...change,
})

/** What D1 holds of an account: admitted calls and credits by the hourly sums, records by the packed rows. */
export async function readModel(account: Fixture) {
  const sums = await DB.prepare(
    `SELECT coalesce(sum(calls), 0) AS calls, coalesce(sum(credits), 0) AS credits FROM usage_hourly
     WHERE account_id = ? AND outcome IN ('ok', 'failed', 'unknown')`,
  )
    .bind(account.id)
    .first<{ calls: number; credits: number }>()
  const records = await DB.prepare('SELECT coalesce(sum(count), 0) AS n FROM calls WHERE account_id = ?')
    .bind(account.id)
    .first<{ n: number }>()
  return { calls: sums?.calls, credits: sums?.credits, records: records?.n }
}
