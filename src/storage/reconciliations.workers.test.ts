import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { seedPlans } from '../app/visitor.fixture.ts'
import { makeIds } from '../domain/ids.ts'
import type { Difference } from '../domain/metering/reconcile.ts'
import { makeReconciliation, type ReconciliationPorts } from '../domain/metering/reconciliation.ts'
import { random } from '../platform/random.ts'
import { reconciliationStore } from './reconciliations.ts'

const { DB } = env as unknown as { DB: D1Database }
const HOUR = 3_600_000
const NIGHT = Date.UTC(2026, 10, 20, 3)

const difference: Difference = {
  code: 'calls.count',
  subject: '2026-11-20/ok',
  keyId: null,
  period: '2026-11-20',
  expected: 3,
  found: 2,
}

let now: number
let compared: string[]
/** What each account's comparison finds. */
let found: Record<string, Difference[] | null>
let logged: unknown[]

function reconciliation(changed: Partial<ReconciliationPorts> = {}) {
  return makeReconciliation({
    store: reconciliationStore(DB),
    async compare({ id }) {
      compared.push(id)
      return id in found ? (found[id] ?? null) : []
    },
    clock: () => now,
    ids: makeIds(() => now, random),
    log: (line) => logged.push(line),
    ...changed,
  })
}
const seen = async () =>
  (await reconciliation().differences(null, 100)).items.map(({ accountId, code, expected, found, firstSeenAt }) => [
    accountId,
    code,
    expected,
    found,
    firstSeenAt,
  ])

beforeEach(async () => {
  now = NIGHT
  compared = []
  found = {}
  logged = []
  await seedPlans()
  await DB.batch(
    ['reconciliations', 'differences', 'plan_phases', 'accounts'].map((table) => DB.prepare(`DELETE FROM ${table}`)),
  )
  await DB.batch(
    ['acct_a', 'acct_b', 'acct_c'].map((id) =>
      DB.prepare(
        `INSERT INTO accounts (id, name, tag, plan_id, created_at) VALUES (?1, 'Name', ?1, 'plan_free_1', 0)`,
      ).bind(id),
    ),
  )
})

describe('the nightly run', () => {
  test('begins at three and not before, once a night, and compares each account once', async () => {
    now = NIGHT - 1
    await reconciliation().everyMinute()
    expect(compared).toEqual([])
    for (const at of [NIGHT, NIGHT + 60_000, NIGHT + 20 * HOUR]) {
      now = at
      await reconciliation().everyMinute()
    }
    expect(compared).toEqual(['acct_a', 'acct_b', 'acct_c'])
    now = NIGHT + 24 * HOUR
    await reconciliation().everyMinute()
    expect(compared).toHaveLength(6)
    expect(await reconciliation().last()).toMatchObject({ since: Date.UTC(2026, 9, 1), accounts: 3, finishedAt: now })
  })

  test('goes over no erased account', async () => {
    await DB.prepare("UPDATE accounts SET erased_at = 1 WHERE id = 'acct_b'").run()
    await reconciliation().everyMinute()
    expect(compared).toEqual(['acct_a', 'acct_c'])
  })

  test('keeps nothing of an account that was erased while it was compared', async () => {
    const erased = reconciliation({
      async compare({ id }) {
        await DB.prepare('UPDATE accounts SET erased_at = 1 WHERE id = ?').bind(id).run()
        return [difference]
      },
    })
    await erased.everyMinute()
    expect(await seen()).toEqual([])
    expect(await erased.last()).toMatchObject({ accounts: 3 })
  })

  test('that takes long goes on in the next minute where it stopped', async () => {
    const slow = reconciliation({
      async compare({ id }) {
        compared.push(id)
        now += 20_000
        return []
      },
    })
    for (let minute = 0; minute < 4; minute++) await slow.everyMinute()
    expect(compared).toEqual(['acct_a', 'acct_b', 'acct_c'])
    expect(await slow.last()).toMatchObject({ accounts: 3, finishedAt: NIGHT + 60_000 })
  })

  test('that dies anywhere is finished by the next, and counts no account twice', async () => {
    found = { acct_b: [difference] }
    for (const name of ['record', 'finish', 'begin'] as const) {
      for (const when of ['before', 'after']) {
        await DB.prepare('DELETE FROM reconciliations').run()
        const store = reconciliationStore(DB)
        const work = store[name] as (...args: unknown[]) => Promise<unknown>
        const dying = async (...args: unknown[]) => {
          if (when === 'after') await work(...args)
          throw new Error('killed')
        }
        await expect(reconciliation({ store: { ...store, [name]: dying } }).everyMinute()).rejects.toThrow('killed')
        await reconciliation().everyMinute()
        expect(await reconciliation().last()).toMatchObject({ accounts: 3, differences: 1, finishedAt: NIGHT })
      }
    }
    expect(await seen()).toEqual([['acct_b', 'calls.count', 3, 2, NIGHT]])
  })

  test('and an operator’s at once move it once', async () => {
    await Promise.all([reconciliation().advance(), reconciliation().advance(), reconciliation().everyMinute()])
    await reconciliation().everyMinute()
    const { results } = await DB.prepare('SELECT accounts FROM reconciliations').all()
    expect(results).toEqual([{ accounts: 3 }])
  })
})

describe('a run', () => {
  const never = () => new Promise<never>(() => {})
  const lost = async ({ id }: { id: string }) => {
    compared.push(id)
    return id === 'acct_b' ? never() : []
  }
  /** A step that is killed while it compares the second account. */
  const killed = async () => {
    const before = compared.length
    void reconciliation({ compare: lost }).everyMinute()
    await vi.waitUntil(() => compared.slice(before).includes('acct_b'))
  }

  test('is worked on by one at a time, and taken over from one that died', async () => {
    await killed()
    await reconciliation().everyMinute()
    await reconciliation().advance()
    expect(compared).toEqual(['acct_a', 'acct_b'])
    now += 120_000
    await reconciliation().everyMinute()
    expect(compared).toEqual(['acct_a', 'acct_b', 'acct_b', 'acct_c'])
    expect(await reconciliation().last()).toMatchObject({ accounts: 3, skipped: 0, finishedAt: now })
  })

  test('leaves out an account of which two steps died, and says so', async () => {
    await killed()
    now += 120_000
    await killed()
    now += 120_000
    await reconciliation({ compare: lost }).everyMinute()
    expect(compared).toEqual(['acct_a', 'acct_b', 'acct_b', 'acct_c'])
    expect(await reconciliation().last()).toMatchObject({ accounts: 3, skipped: 1, finishedAt: now })
    expect(logged).toEqual([{ event: 'reconciliation.skipped', account: 'acct_b', error: 'its comparison never ends' }])
  })

  test('ends its step when it has read much, and goes on in the next', async () => {
    const reading: ReconciliationPorts['compare'] = async ({ id }, _since, reads) => {
      compared.push(id)
      reads.left -= 150
      return []
    }
    await reconciliation({ compare: reading }).everyMinute()
    expect(compared).toEqual(['acct_a', 'acct_b'])
    await reconciliation({ compare: reading }).everyMinute()
    expect(compared).toEqual(['acct_a', 'acct_b', 'acct_c'])
  })
})

describe('a difference', () => {
  test('that is found again stands once, with when it was first seen, until it is found no more', async () => {
    found = { acct_b: [difference, { ...difference, code: 'daily.calls' }] }
    await reconciliation().advance()
    now += HOUR
    found = { acct_b: [{ ...difference, found: 1 }] }
    await reconciliation().advance()
    expect(await seen()).toEqual([['acct_b', 'calls.count', 3, 1, NIGHT]])
    found = {}
    await reconciliation().advance()
    expect(await seen()).toEqual([])
  })

  test('stays when its account cannot be compared, and that is counted', async () => {
    found = { acct_a: [difference] }
    await reconciliation().advance()
    found = { acct_a: null }
    expect(await reconciliation().advance()).toMatchObject({ accounts: 3, skipped: 1, differences: 0 })
    expect(await seen()).toHaveLength(1)
  })

  test('of long ago stays through a nightly run, which does not look back so far', async () => {
    found = { acct_a: [difference] }
    now = NIGHT - 24 * HOUR
    await reconciliation().advance()
    found = {}
    now = NIGHT
    await reconciliation().everyMinute()
    expect(await seen()).toHaveLength(1)
    await reconciliation().advance()
    expect(await seen()).toEqual([])
  })

  test('is listed page by page', async () => {
    found = { acct_a: [difference, { ...difference, subject: 'x|y' }], acct_c: [difference] }
    await reconciliation().advance()
    const all: string[] = []
    let cursor: string | null = null
    do {
      const page = await reconciliation().differences(cursor, 1)
      all.push(...page.items.map(({ accountId, subject }) => `${accountId} ${subject}`))
      cursor = page.next
    } while (cursor)
    expect(all).toEqual(['acct_a 2026-11-20/ok', 'acct_a x|y', 'acct_c 2026-11-20/ok'])
  })
})
