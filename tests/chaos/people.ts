import { randomBytes } from 'node:crypto'
import { makeIds } from '../../src/domain/ids.ts'
import { newTag } from '../../src/domain/keys/format.ts'
import type { Schedule } from './schedule.ts'

export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** An account of the schedule, as it stands in D1. */
export interface Account {
  id: string
  tag: string
  keys: { id: string; hash: string }[]
}

/** Puts the schedule's plans and accounts into D1. */
export async function settleIn(d1: D1Database, schedule: Schedule): Promise<{ accounts: Account[]; plans: string[] }> {
  const newId = makeIds(() => schedule.startsAt, random)
  const user = newId('user')
  const plans = schedule.plans.map(() => newId('plan'))
  const accounts = schedule.accounts.map(({ keys }) => ({
    id: newId('acct'),
    tag: newTag(random),
    keys: keys.map(() => ({ id: newId('key'), hash: Buffer.from(random(32)).toString('hex') })),
  }))
  const insertUser = `INSERT INTO users (id, username, email, password, created_at) VALUES (?1, ?1, ?1, '!', 0)`
  const insertPlan = `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, quotas, created_at)
    VALUES (?1, ?1, 1, 'Chaos', 0, 'USD', ?2, ?3, ?4, 0)`
  const insertAccount = `INSERT INTO accounts (id, name, tag, plan_id, created_at) VALUES (?, 'Chaos', ?, ?, 0)`
  const insertKey = `INSERT INTO api_keys (id, account_id, hash, hint, name, rate_limits, quota, created_by, created_at, revision)
    VALUES (?, ?, ?, '', 'chaos', ?, ?, ?, 0, 1)`
  await d1.batch([
    d1.prepare(insertUser).bind(user),
    ...schedule.plans.map(({ includedCredits, rateLimits, quotas }, i) =>
      d1.prepare(insertPlan).bind(plans[i], includedCredits, JSON.stringify(rateLimits), JSON.stringify(quotas)),
    ),
    ...schedule.accounts.flatMap(({ plan, keys }, i) => {
      const { id, tag, keys: ids } = accounts[i] as Account
      return [
        d1.prepare(insertAccount).bind(id, tag, plans[plan]),
        ...keys.map(({ rateLimits, quota }, k) => {
          const key = ids[k] as Account['keys'][number]
          const limits = [JSON.stringify(rateLimits), quota && JSON.stringify(quota)]
          return d1.prepare(insertKey).bind(key.id, id, key.hash, ...limits, user)
        }),
      ]
    }),
  ])
  return { accounts, plans }
}
