import { setTimeout as delay } from 'node:timers/promises'
import { CLOSES_AFTER } from '../src/domain/billing/close.ts'
import { hashKey } from '../src/domain/keys/format.ts'
import { periodAt } from '../src/domain/periods.ts'
import { seedAccounts, seedDatabase } from './accounts.ts'
import { buildWorker } from './build.ts'
import { describeMachine } from './machine.ts'
import { start } from './world.ts'

const ACCOUNTS = Number(process.argv[2] ?? 10_000)
const CALLS = 3
const LOT = 500

/** Closes a month of many accounts that were used in it, through the queue as the minute's cron does. */
const script = await buildWorker('bench/workers/closing.ts')
const { miniflare, close } = await start([
  {
    name: 'closing',
    modules: true,
    compatibilityDate: '2026-11-17',
    compatibilityFlags: ['nodejs_compat'],
    script,
    d1Databases: { DB: 'bench' },
    bindings: { CALL_LOG_SAMPLING: '0', CALL_POINT_SAMPLING: '0', TAX_PERCENT: '19' },
    durableObjects: { METER: { className: 'AccountMeter', useSQLite: true } },
    queueProducers: { CLOSING: 'tollgate-closing' },
    // As in workers/jobs/wrangler.toml.
    queueConsumers: { 'tollgate-closing': { maxBatchSize: 10, maxBatchTimeout: 1, maxRetries: 10 } },
  },
])
try {
  const d1 = (await miniflare.getD1Database('DB', 'closing')) as unknown as D1Database
  const worker = await miniflare.getWorker('closing')
  const tell = async (errand: object) => {
    const answer = await worker.fetch('http://bench/', { method: 'POST', body: JSON.stringify(errand) })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const first = <T>(query: string) => d1.prepare(query).first<T>() as Promise<T>

  await seedDatabase(d1, [])
  await d1.batch([
    d1.prepare(
      `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, overage, rate_limits, created_at)
       VALUES ('plan_sold', 'sold', 1, 'Sold', 2900, 'USD', 1, '[{"from":0,"to":null,"price_minor":5,"per":1}]', '[]', 0)`,
    ),
  ])
  const accounts = []
  while (accounts.length < ACCOUNTS)
    accounts.push(...(await seedAccounts(d1, Math.min(LOT, ACCOUNTS - accounts.length))))
  await d1.batch([
    d1.prepare("UPDATE accounts SET plan_id = 'plan_sold'"),
    d1.prepare("UPDATE plan_phases SET plan_id = 'plan_sold'"),
  ])
  console.log(`${ACCOUNTS} accounts, ${CALLS} calls each …`)
  for (let i = 0; i < ACCOUNTS; i += LOT) {
    const some = accounts.slice(i, i + LOT).map(({ tag, key }) => ({ tag, hash: hashKey(key) }))
    await tell({ accounts: some, calls: CALLS })
  }

  const end = periodAt('month', Date.now()).end as number
  const begun = performance.now()
  await tell({ ahead: end + CLOSES_AFTER + 60_000 - Date.now() })
  const queuedMs = performance.now() - begun
  for (;;) {
    const { n } = await first<{ n: number }>('SELECT count(*) AS n FROM closings')
    if (n >= ACCOUNTS) break
    await delay(500)
  }
  const ms = performance.now() - begun
  const bills = await first(
    'SELECT count(*) AS bills, min(number) AS lowest, max(number) AS highest, sum(total_minor) AS total FROM bills',
  )
  const { at, commit, cores, load } = describeMachine()
  console.log(
    `${ACCOUNTS} accounts closed in ${(ms / 1000).toFixed(1)} s: ${((ACCOUNTS / ms) * 1000).toFixed(0)} a second; queued after ${(queuedMs / 1000).toFixed(1)} s.`,
  )
  console.log(JSON.stringify(bills))
  console.log(`${at} UTC, commit ${commit}, ${cores}, load ${load.toFixed(1)} in the minute before`)
} finally {
  await close()
}
