import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { seedPlans } from '../../src/app/visitor.fixture.ts'
import { lastOver } from '../../src/domain/billing/close.ts'
import { type ClosingRunPorts, type ClosingRunStore, type Lot, makeClosings } from '../../src/domain/billing/runs.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { random } from '../../src/platform/random.ts'
import { closingRunStore } from '../../src/storage/closing-runs.ts'
import type { JobsEnv } from './env.ts'
import { everyMinute } from './every-minute.ts'
import jobs from './index.ts'

const bindings = env as unknown as JobsEnv
const { DB } = bindings
const FIVE = 5 * 60_000
const APRIL = Date.UTC(2027, 3, 1)
const MAY = Date.UTC(2027, 4, 1)
const OPERATOR = { userId: 'user_operator', address: '192.0.2.1' }

let now: number
let sent: Lot[]

const closings = (changed: Partial<ClosingRunPorts> = {}) =>
  makeClosings({
    store: closingRunStore(DB),
    send: async (lots) => void sent.push(...lots),
    clock: () => now,
    ids: makeIds(() => now, random),
    ...changed,
  })
const ids = () => sent.flatMap(({ accounts }) => accounts.map(({ id }) => id))
const runs = async () =>
  (await DB.prepare('SELECT period, queued, queued_at FROM closing_runs ORDER BY period').all()).results
const accounts = (count: number, createdAt = 0) =>
  DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO accounts (id, name, tag, plan_id, created_at)
     SELECT printf('acct_run%05d', i), 'x', printf('run%05d', i), 'plan_free_1', ?2 FROM n`,
  )
    .bind(count, createdAt)
    .run()

beforeEach(async () => {
  now = MAY + FIVE
  sent = []
  await seedPlans()
  await DB.batch(
    ['closing_runs', 'closings', 'plan_phases', 'accounts'].map((table) => DB.prepare(`DELETE FROM ${table}`)),
  )
})
afterEach(() => vi.restoreAllMocks())

describe('the minute', () => {
  test('begins a month’s run when it has been over for five minutes, and queues each account of it once', async () => {
    await accounts(25)
    now = MAY + FIVE - 1
    await closings().everyMinute()
    expect(sent.map(({ period }) => period)).not.toContain('2027-04')
    sent = []
    for (const at of [MAY + FIVE, MAY + 2 * FIVE, MAY + 20 * 86_400_000]) {
      now = at
      await closings().everyMinute()
    }
    expect(sent.map(({ period, accounts }) => [period, accounts.length])).toEqual([
      ['2027-04', 10],
      ['2027-04', 10],
      ['2027-04', 5],
    ])
    expect(new Set(ids()).size).toBe(25)
    expect((await runs()).at(-1)).toEqual({ period: '2027-04', queued: 25, queued_at: MAY + FIVE })
  })

  test('queues nobody who came later, is erased or had asked for it, or is closed', async () => {
    await accounts(6)
    await DB.batch([
      DB.prepare("UPDATE accounts SET created_at = ? WHERE id = 'acct_run00001'").bind(MAY),
      DB.prepare("UPDATE accounts SET erased_at = 1 WHERE id = 'acct_run00002'"),
      DB.prepare("INSERT INTO closings VALUES ('acct_run00003', '2027-04', '[]', '', 0)"),
      ...[APRIL - 1, APRIL].map((at, i) =>
        DB.prepare('UPDATE accounts SET deletion_due_at = ? WHERE id = ?').bind(
          at + 14 * 86_400_000,
          `acct_run0000${i + 5}`,
        ),
      ),
    ])
    await closings().everyMinute()
    expect(ids()).toEqual(['acct_run00004', 'acct_run00006'])
  })

  test('makes up for months in which nobody came', async () => {
    await accounts(1)
    await closings().everyMinute()
    now = Date.UTC(2027, 7, 2)
    await closings().everyMinute()
    expect((await runs()).map(({ period }) => period)).toEqual(['2027-04', '2027-05', '2027-06', '2027-07'])
    expect(sent.map(({ period }) => period)).toEqual(['2027-04', '2027-05', '2027-06', '2027-07'])
  })

  test('goes on behind the last page where one ended in time', async () => {
    await accounts(2_050)
    const slow = closings({
      async send(lots) {
        sent.push(...lots)
        now += 20_000
      },
    })
    const counts: number[] = []
    for (let minute = 0; minute < 4; minute++) {
      await slow.everyMinute()
      counts.push(ids().length)
    }
    expect(counts).toEqual([1_000, 2_000, 2_050, 2_050])
    expect(new Set(ids()).size).toBe(2_050)
  })

  test('that dies anywhere leaves a run that another finishes once its hold is over', async () => {
    await accounts(1_500)
    for (const name of ['claim', 'accounts', 'send', 'move'] as const) {
      for (const when of ['before', 'after']) {
        sent = []
        await DB.prepare('DELETE FROM closing_runs').run()
        const store = closingRunStore(DB)
        const works = { ...store, send: async (lots: Lot[]) => void sent.push(...lots) }
        const dying = async (...args: unknown[]) => {
          if (when === 'after') await (works[name] as (...args: unknown[]) => Promise<unknown>)(...args)
          throw new Error('killed')
        }
        const changed = name === 'send' ? { send: dying } : { store: { ...store, [name]: dying } as ClosingRunStore }
        await expect(closings(changed).everyMinute()).rejects.toThrow('killed')
        now += 60_000
        await closings().everyMinute()
        expect(new Set(ids()).size).toBe(1_500)
        expect(await runs()).toMatchObject([{ queued: 1_500, queued_at: now }])
      }
    }
  })

  test('that was slow and lost its hold moves nothing that another has moved', async () => {
    await accounts(1_500)
    let pages = 0
    const slow = closings({
      async send() {
        pages += 1
        if (pages > 1) return
        now += 60_000
        await closings().everyMinute()
      },
    })
    await slow.everyMinute()
    expect([pages, ids().length]).toEqual([1, 1_500])
    expect(await runs()).toEqual([{ period: '2027-04', queued: 1_500, queued_at: now }])
  })

  test('by two at once queues each page once', async () => {
    await accounts(1_500)
    await Promise.all([closings().everyMinute(), closings().everyMinute()])
    await closings().everyMinute()
    expect(ids()).toHaveLength(1_500)
  })
})

test('an operator’s asking queues again what is not closed, and leaves a run that goes on where it is', async () => {
  await accounts(3)
  await closings().everyMinute()
  await DB.prepare("INSERT INTO closings VALUES ('acct_run00001', '2027-04', '[]', '', 0)").run()
  sent = []
  expect(await closings().ask(OPERATOR, '2027-04')).toMatchObject({ ok: true, value: { done: 1, left: 2 } })
  await closings().goOn()
  expect(ids()).toEqual(['acct_run00002', 'acct_run00003'])
  await DB.prepare("UPDATE closing_runs SET queued_at = NULL, after_account = 'acct_run00002'").run()
  await closings().ask(OPERATOR, '2027-04')
  expect(await runs()).toMatchObject([{ queued: 2, queued_at: null }])
})

describe('the hour', () => {
  const queue = { sendBatch: async (lots: { body: Lot }[]) => void sent.push(...lots.map(({ body }) => body)) }
  const minute = (at: number, changed: Partial<JobsEnv> = {}) =>
    everyMinute({ ...bindings, CLOSING: queue as unknown as Queue<Lot>, ...changed }, at)
  const HOUR = 12 * FIVE
  const closeAll = (period: string) =>
    DB.prepare("INSERT OR IGNORE INTO closings SELECT id, ?, '[]', '', 0 FROM accounts").bind(period).run()

  beforeEach(async () => {
    await accounts(3)
    await minute(MAY + FIVE)
    expect(ids()).toHaveLength(3)
    await DB.prepare("INSERT INTO closings VALUES ('acct_run00002', '2027-04', '[]', '', 0)").run()
    sent = []
  })

  test('queues again what the last month has left, until nothing is', async () => {
    await minute(MAY + HOUR - FIVE)
    expect(ids()).toEqual([])
    for (const hour of [1, 2]) {
      sent = []
      await minute(MAY + hour * HOUR)
      await minute(MAY + hour * HOUR + 60_000)
      expect(ids()).toEqual(['acct_run00001', 'acct_run00003'])
    }
    await closeAll('2027-04')
    sent = []
    await minute(MAY + 3 * HOUR)
    await minute(MAY + 3 * HOUR + 60_000)
    expect(sent).toEqual([])
    expect(await runs()).toEqual([{ period: '2027-04', queued: 2, queued_at: expect.any(Number) }])
  })

  test('leaves months before the last to the operators', async () => {
    const june = Date.UTC(2027, 5, 1)
    await minute(june + FIVE)
    await closeAll('2027-05')
    sent = []
    await minute(june + HOUR)
    await minute(june + HOUR + 60_000)
    expect(sent).toEqual([])
  })

  test('leaves the month of before bills existed to the operators: its run queued nobody', async () => {
    await DB.prepare('UPDATE closing_runs SET queued = 0').run()
    await minute(MAY + HOUR)
    await minute(MAY + HOUR + 60_000)
    expect(sent).toEqual([])
  })

  test('queues nothing that a wrong setting would keep from being closed, and says so', async () => {
    const env = { TAX_PERCENT: 'much' } as Partial<JobsEnv>
    await expect(minute(MAY + HOUR, env)).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining('TAX_PERCENT') }],
    })
    await minute(MAY + HOUR + 60_000)
    expect(sent).toEqual([])
    await minute(MAY + 2 * HOUR)
    await minute(MAY + 2 * HOUR + 60_000)
    expect(ids()).toHaveLength(2)
  })
})

describe('the queue’s consumer', () => {
  const consume = async (body: Lot, changed: Partial<JobsEnv> = {}, attempts = 1) => {
    const batch = createMessageBatch<Lot>('tollgate-closing', [{ id: 'm1', timestamp: new Date(0), body, attempts }])
    const retry = vi.spyOn(batch.messages[0] as Message<Lot>, 'retry')
    const retryAll = vi.spyOn(batch, 'retryAll')
    const ctx = createExecutionContext()
    await jobs.queue?.(batch, { ...bindings, ...changed })
    const { explicitAcks } = await getQueueResult(batch, ctx)
    return { acks: explicitAcks, retries: [...retry.mock.calls, ...retryAll.mock.calls].flat() }
  }
  /** Meters of which one's call is open, one is away, and the others have all that they had in D1. */
  const meters = ({ open, away }: { open?: string; away?: string }) =>
    ({
      idFromName: (tag: string) => tag,
      get: (tag: string) => ({
        async ledger() {
          if (tag === away) throw new Error('away')
          const calls = tag === open ? [{ counters: [`account/month/${LAST.name}`, 'account/month/2026-01'] }] : []
          return { at: Date.now(), revision: 1, seq: 0, mark: 0, counters: {}, open: calls, tail: [] }
        },
      }),
    }) as unknown as DurableObjectNamespace
  const LAST = lastOver(Date.now())
  const later: [Lot, unknown][] = []
  const CLOSING = {
    send: async (lot: Lot, options: unknown) => void later.push([lot, options]),
  } as unknown as Queue<Lot>
  const lot = (period: string, ...names: string[]): Lot => ({
    period,
    accounts: names.map((tag) => ({ id: `acct_${tag}`, tag })),
  })
  const closed = async () => (await DB.prepare('SELECT account_id AS id FROM closings ORDER BY 1').all()).results

  test('closes what can be closed, and sends on later who has to wait', async () => {
    later.length = 0
    await accounts(3)
    // Theirs is a month that is long over, but one has a call that D1 does not hold.
    const METER = meters({ open: 'run00002' })
    const body = lot('2026-01', 'run00001', 'run00002', 'run00003')
    expect(await consume(body, { CLOSING, METER })).toEqual({ acks: ['m1'], retries: [] })
    expect(await closed()).toEqual([{ id: 'acct_run00001' }, { id: 'acct_run00003' }])
    expect(later).toEqual([[{ ...lot('2026-01', 'run00002'), waits: 1 }, { delaySeconds: 60 }]])
  })

  test('tries a lot again in which one failed, later each time, and closes the others of it', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await accounts(2)
    const METER = meters({ away: 'run00001' })
    const { acks, retries } = await consume(lot('2026-01', 'run00001', 'run00002'), { METER }, 3)
    expect({ acks, retries }).toEqual({ acks: [], retries: [{ delaySeconds: 180 }] })
    expect(await closed()).toEqual([{ id: 'acct_run00002' }])
    expect(JSON.parse(log.mock.calls[0]?.[0])).toMatchObject({
      event: 'closing.failed',
      account: 'acct_run00001',
      period: '2026-01',
    })
  })

  test('sends those who have to wait on apart from one that failed', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    later.length = 0
    await accounts(3)
    const METER = meters({ open: 'run00001', away: 'run00002' })
    const body = lot('2026-01', 'run00001', 'run00002', 'run00003')
    expect(await consume(body, { CLOSING, METER }, 3)).toEqual({ acks: ['m1'], retries: [] })
    expect(later).toEqual([
      [{ ...lot('2026-01', 'run00001'), waits: 1 }, { delaySeconds: 60 }],
      [lot('2026-01', 'run00002'), { delaySeconds: 180 }],
    ])
  })

  test('leaves to the hour who has waited for one in the last month, and nobody else', async () => {
    vi.useFakeTimers({ now: LAST.end + 40 * FIVE, toFake: ['Date'] })
    later.length = 0
    await accounts(1)
    const METER = meters({ open: 'run00001' })
    for (const period of [LAST.name, '2026-01'])
      for (const waits of [59, 60]) await consume({ ...lot(period, 'run00001'), waits }, { CLOSING, METER })
    vi.useRealTimers()
    expect(later.map(([{ period, waits }]) => [period, waits])).toEqual([
      [LAST.name, 60],
      ['2026-01', 60],
      ['2026-01', 61],
    ])
  })

  test('puts lots off for ten minutes while a setting is wrong, and says which', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await accounts(1)
    const env = { TAX_PERCENT: 'much', METER: meters({}) } as Partial<JobsEnv>
    expect(await consume(lot('2026-01', 'run00001'), env)).toEqual({ acks: [], retries: [{ delaySeconds: 600 }] })
    expect(await closed()).toEqual([])
    expect(log).toHaveBeenCalledOnce()
    expect(JSON.parse(log.mock.calls[0]?.[0])).toMatchObject({
      event: 'closing.failed',
      error: expect.stringContaining('TAX_PERCENT'),
    })
  })

  test('that gave up leaves the lot among the failed jobs', async () => {
    const body = lot('2026-01', 'run00001')
    const message = { id: 'dead1', timestamp: new Date(0), body, attempts: 1 }
    const batch = createMessageBatch('tollgate-closing-dead-staging', [message])
    await jobs.queue?.(batch, bindings)
    const row = await DB.prepare("SELECT queue, body FROM failed_jobs WHERE id = 'job_dead1'").first()
    expect(row).toEqual({ queue: 'tollgate-closing-dead-staging', body: JSON.stringify(body) })
  })
})
