import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { LedgerView } from '../../src/domain/metering/face.ts'
import { periodAt } from '../../src/domain/periods.ts'
import { reconcileAccount } from '../../src/storage/reconcile.ts'
import { admitAt, callOf, DB, endOf, type Fixture, newAccount } from './account.fixture.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const run = (query: string, ...values: unknown[]) =>
  DB.prepare(query)
    .bind(...values)
    .run()

const ask = (account: Fixture) => () => account.meter.ledger(account.tag) as unknown as Promise<LedgerView>

/** What the reconciler says of an account, each difference by code, subject, and both numbers. */
async function differences(account: Fixture, sizeOf?: (object: string) => Promise<number | null>) {
  const found = await reconcileAccount({ d1: DB, ledger: ask(account), ...(sizeOf ? { sizeOf } : {}) }, account.id, 0)
  return typeof found === 'string'
    ? found
    : found.map(({ code, subject, expected, found }) => [code, subject, expected, found])
}

async function call(account: Fixture, end: Parameters<typeof endOf>[1] | null, credits = 1): Promise<void> {
  const asked = callOf(account, { credits })
  await account.meter.admit(account.tag, asked, [])
  if (end) await account.meter.settle([endOf(asked.id, end)])
}

const flush = (account: Fixture) =>
  runInDurableObject(account.meter, async (meter) => {
    const now = Date.now() + 61_000
    meter.clock = () => now
    await meter.alarm()
    meter.clock = Date.now
  })

/** An account with calls of every end, in D1 and not in D1 yet, one under way, and more refusals than are kept. */
async function busy(): Promise<Fixture> {
  const account = await newAccount({ credits: 40, keyQuota: { limit: 1_000, period: 'total' } })
  for (const end of [{}, { outcome: 'failed', refund: true }, { outcome: 'unknown' }] as const)
    await call(account, end, 5)
  await call(account, { credits: 3 }, 7)
  await call(account, null, 2)
  for (let i = 0; i < 30; i++) await call(account, null, 40)
  await flush(account)
  await call(account, {}, 4)
  await call(account, { refund: true }, 4)
  return account
}

describe('a correct account', () => {
  test('has no difference: calls of every end, one under way, refusals beyond those kept, and a tail', async () => {
    const account = await busy()
    const { open, tail, counters } = await ask(account)()
    expect([open.length, tail.length, Object.keys(counters).length]).toEqual([1, 4, 3])
    expect(await differences(account)).toEqual([])
    await flush(account)
    expect(await differences(account)).toEqual([])
  })

  test('has none when the month turns, with a call that ends in the next one', async () => {
    const account = await newAccount({ credits: null, keyQuota: { limit: 1_000, period: 'day' } })
    const turn = periodAt('month', Date.now()).end as number
    for (const at of [turn - DAY, turn - 1, turn, turn + DAY]) expect(await admitAt(account, at)).toBe('VALID')
    const ids = (await ask(account)()).open.map(({ id }) => id)
    await account.meter.settle([endOf(ids[0] ?? '', { credits: 3 }), endOf(ids[1] ?? '', { refund: true })])
    expect(await differences(account)).toEqual([])
    await runInDurableObject(account.meter, async (meter) => {
      meter.clock = () => turn + DAY + HOUR
      await meter.alarm()
    })
    const { counters, tail } = await ask(account)()
    expect([tail, Object.keys(counters).filter((name) => name.startsWith('account/'))]).toEqual([
      [],
      [`account/month/${periodAt('month', turn - 1).name}`, `account/month/${periodAt('month', turn).name}`],
    ])
    expect(await differences(account)).toEqual([])
  })

  test('has none when a quota was set in mid-period', async () => {
    const account = await newAccount({})
    await call(account, {}, 5)
    const quota = JSON.stringify({ limit: 100, period: 'day' })
    await DB.batch([
      DB.prepare('UPDATE accounts SET revision = revision + 1 WHERE id = ?').bind(account.id),
      DB.prepare('UPDATE api_keys SET quota = ?, revision = 2 WHERE id = ?').bind(quota, account.keyId),
      DB.prepare(
        `INSERT INTO audit_events (id, at, account_id, action, target, detail) VALUES (?1, ?2, ?1, 'key.changed', ?3, ?4)`,
      ).bind(account.id, Date.now(), account.keyId, `{"after":{"quota":${quota}}}`),
    ])
    await account.meter.push(account.tag)
    await call(account, {}, 7)
    expect((await ask(account)()).counters).toMatchObject({
      [`${account.keyId}/day/${periodAt('day', Date.now()).name}`]: 7,
    })
    expect(await differences(account)).toEqual([])
  })

  test('has none with quotas of every period, of the account and its key', async () => {
    for (const period of ['day', 'week', 'total'] as const) {
      const account = await newAccount({ quotas: [{ limit: 50, period }], keyQuota: { limit: 40, period } })
      for (const credits of [7, 30, 5]) await call(account, {}, credits)
      await flush(account)
      await call(account, {}, 2)
      const name = `account/${period}/${periodAt(period, Date.now()).name}`
      expect((await ask(account)()).counters).toMatchObject({ [name]: 39 })
      expect(await differences(account)).toEqual([])
      const more = async () => {
        const view = await ask(account)()
        return { ...view, counters: { ...view.counters, [name]: 40 } }
      }
      expect(await reconcileAccount({ d1: DB, ledger: more }, account.id, 0)).toMatchObject([
        { code: 'counter.account_quota', subject: name, expected: 39, found: 40 },
      ])
    }
  })

  test('has none though packs are read in many pages', async () => {
    const account = await newAccount({ credits: null })
    for (let i = 0; i < 45; i++) {
      await call(account, {}, 2)
      await flush(account)
    }
    expect(await differences(account)).toEqual([])
    await run(
      'DELETE FROM calls WHERE account_id = ?1 AND seq = (SELECT max(seq) FROM calls WHERE account_id = ?1)',
      account.id,
    )
    const day = periodAt('day', Date.now()).name
    const subject = `${day}/${account.keyId}/route_test/ok`
    expect(await differences(account)).toEqual([
      ['calls.count', subject, 45, 44],
      ['calls.credits', subject, 90, 88],
    ])
  })
})

describe('books that move while they are read', () => {
  test('are read anew, so that a flush between the two reads is no difference', async () => {
    const account = await busy()
    const stale = await ask(account)()
    await call(account, {}, 6)
    await flush(account)
    const views = [async () => stale, ask(account)]
    const ledger = () => (views.shift() ?? ask(account))()
    expect(await reconcileAccount({ d1: DB, ledger }, account.id, 0)).toEqual([])
    expect(views).toEqual([])
  })

  test('for ever are said to move', async () => {
    const account = await busy()
    const ledger = async () => {
      const view = await ask(account)()
      await call(account, {})
      await flush(account)
      return view
    }
    expect(await reconcileAccount({ d1: DB, ledger }, account.id, 0)).toBe('moving')
  })

  test('of an erased account are not compared', async () => {
    const account = await busy()
    await run('UPDATE accounts SET erased_at = 1 WHERE id = ?', account.id)
    expect(await differences(account)).toBe('erased')
  })
})

describe('a difference is named', () => {
  const month = () => periodAt('month', Date.now()).name
  const day = () => periodAt('day', Date.now()).name
  const hour = () => new Date().toISOString().slice(0, 13)

  test('when the object has counted otherwise than all other books', async () => {
    const account = await busy()
    const ledger = async () => {
      const view = await ask(account)()
      const counters = Object.fromEntries(Object.entries(view.counters).map(([name, credits]) => [name, credits + 1]))
      return { ...view, counters }
    }
    const used = 5 + 5 + 3 + 2 + 4
    const found = await reconcileAccount({ d1: DB, ledger }, account.id, 0)
    expect(found).toEqual(
      [
        ['counter.account_month', `account/month/${month()}`, null, month()],
        ['counter.key_month', `${account.keyId}/month/${month()}`, account.keyId, month()],
        ['counter.key_quota', `${account.keyId}/total/total`, account.keyId, 'total'],
      ].map(([code, subject, keyId, period]) => ({ code, subject, keyId, period, expected: used, found: used + 1 })),
    )
  })

  test('when the object has lost a counter', async () => {
    const account = await busy()
    const ledger = async () => ({ ...(await ask(account)()), counters: {} })
    const found = await reconcileAccount({ d1: DB, ledger }, account.id, 0)
    expect(found).toMatchObject([
      { code: 'counter.account_month', expected: 19, found: 0 },
      { code: 'counter.key_month', expected: 19, found: 0 },
      { code: 'counter.key_quota', expected: 19, found: 0 },
    ])
  })

  test('when an object forgets what it has not brought to D1', async () => {
    const account = await busy()
    const ledger = async () => ({ ...(await ask(account)()), tail: [] })
    expect(await reconcileAccount({ d1: DB, ledger }, account.id, 0)).toMatchObject([
      { code: 'tail.gap', expected: 4, found: 0 },
      { code: 'counter.account_month', expected: 15, found: 19 },
      { code: 'counter.key_month', expected: 15, found: 19 },
      { code: 'counter.key_quota', expected: 15, found: 19 },
    ])
  })

  test('when D1 says that it holds more than the object ever made', async () => {
    const account = await busy()
    await run('UPDATE meter_marks SET seq = 1000 WHERE account_id = ?', account.id)
    const { seq } = await ask(account)()
    expect(await differences(account)).toEqual([['mark.beyond', 'object', seq, 1000]])
  })

  test('when the object believes that D1 holds more than it does', async () => {
    const account = await busy()
    const { mark } = await ask(account)()
    await run('UPDATE meter_marks SET seq = seq - 1 WHERE account_id = ?', account.id)
    expect(await differences(account)).toEqual([
      ['mark.ahead', 'object', mark - 1, mark],
      ['pack.beyond', 'packs', mark - 1, mark],
    ])
  })

  test('when an hour’s sum is not what its calls, its day and its total say', async () => {
    const account = await busy()
    await run(
      "UPDATE usage_hourly SET calls = calls + 1, credits = credits + 2, ms_sum = ms_sum + 3 WHERE account_id = ? AND outcome = 'unknown'",
      account.id,
    )
    const of = `${account.keyId}/route_test/unknown`
    expect(await differences(account)).toEqual([
      ['counter.account_month', `account/month/${month()}`, 21, 19],
      ['counter.key_month', `${account.keyId}/month/${month()}`, 21, 19],
      ['counter.key_quota', `${account.keyId}/total/total`, 21, 19],
      ['daily.calls', `${day()}/${of}`, 2, 1],
      ['daily.credits', `${day()}/${of}`, 7, 5],
      ['daily.ms', `${day()}/${of}`, 15, 12],
      ['totals.calls', `${hour()}/unknown`, 2, 1],
      ['totals.credits', `${hour()}/unknown`, 7, 5],
      ['totals.ms', `${hour()}/unknown`, 15, 12],
      ['calls.count', `${day()}/${of}`, 2, 1],
      ['calls.credits', `${day()}/${of}`, 7, 5],
    ])
  })

  test('when a day or a total is missing', async () => {
    const account = await busy()
    await run("DELETE FROM usage_daily WHERE account_id = ? AND outcome = 'unknown'", account.id)
    await run("DELETE FROM usage_totals WHERE account_id = ? AND outcome = 'QUOTA_EXCEEDED'", account.id)
    expect(await differences(account)).toMatchObject([
      ['daily.calls', expect.any(String), 1, 0],
      ['daily.credits', expect.any(String), 5, 0],
      ['daily.ms', expect.any(String), 12, 0],
      ['totals.calls', `${hour()}/QUOTA_EXCEEDED`, 30, 0],
    ])
  })

  test('when a pack is gone, holds fewer records than it says, or a call twice', async () => {
    const account = await busy()
    await run(
      "UPDATE calls SET body = json_insert(body, '$[#]', json_extract(body, '$[0]')) WHERE account_id = ?",
      account.id,
    )
    const { results } = await DB.prepare(
      "SELECT at, seq, count, body ->> '$[0].id' AS id FROM calls WHERE account_id = ?",
    )
      .bind(account.id)
      .all<{ at: number; seq: number; count: number; id: string }>()
    const [pack] = results
    if (!pack) throw new Error('nothing was flushed')
    expect(await differences(account)).toMatchObject([
      ['pack.count', `${pack.at}/${pack.seq}`, pack.count, pack.count + 1],
      ['pack.repeated', pack.id, 1, 2],
      ['calls.count', `${day()}/${account.keyId}/route_test/ok`, 2, 3],
      ['calls.credits', `${day()}/${account.keyId}/route_test/ok`, 8, 13],
    ])
    await run('DELETE FROM calls WHERE account_id = ?', account.id)
    const found = (await differences(account)) as unknown[][]
    expect(found.map(([code, , expected, kept]) => [code, expected, kept])).toEqual([
      ['calls.count', 1, 0],
      ['calls.count', 2, 0],
      ['calls.credits', 8, 0],
      ['calls.count', 1, 0],
      ['calls.credits', 5, 0],
    ])
  })

  test('when more refusals are kept than were counted', async () => {
    const account = await busy()
    for (const table of ['hourly', 'daily', 'totals'])
      await run(`UPDATE usage_${table} SET calls = 19 WHERE account_id = ? AND outcome = 'QUOTA_EXCEEDED'`, account.id)
    expect(await differences(account)).toEqual([
      ['calls.count', `${day()}/${account.keyId}/route_test/QUOTA_EXCEEDED`, 19, 20],
    ])
  })

  test('when the archive holds other calls than were counted, or its object is gone or short', async () => {
    const account = await busy()
    const today = Date.parse(day())
    const { results } = await DB.prepare(
      `SELECT outcome, count(*) AS calls, sum(credits) AS credits FROM (
         SELECT c.value ->> 'outcome' AS outcome, c.value ->> 'credits' AS credits FROM calls, json_each(body) c WHERE account_id = ?
       ) GROUP BY outcome`,
    )
      .bind(account.id)
      .all<{ outcome: string; calls: number; credits: number }>()
    const sums = results.map((row) => ({ day: today, ...row }))
    const count = sums.reduce((sum, { calls }) => sum + calls, 0)
    await run('DELETE FROM calls WHERE account_id = ?', account.id)
    await run(
      "INSERT INTO call_archives VALUES (?, ?, 'x', 10, 90, ?, ?, 0)",
      account.id,
      today,
      count,
      JSON.stringify(sums),
    )
    expect(await differences(account, async () => 100)).toEqual([])
    expect(await differences(account, async () => null)).toEqual([['archive.missing', 'x', 100, 0]])
    expect(await differences(account, async () => 99)).toEqual([['archive.short', 'x', 100, 99]])
    for (const sum of sums) if (sum.outcome === 'ok') sum.calls += 1
    await run('UPDATE call_archives SET sums = ? WHERE account_id = ?', JSON.stringify(sums), account.id)
    expect(await differences(account)).toEqual([
      ['calls.count', `${day()}/ok`, 2, 3],
      ['archive.count', 'x', count, count + 1],
    ])
  })
})
