import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { type Account, SECRET, seedAccounts, seedDatabase, seedPlainly } from './accounts.ts'
import { buildScripts, type Scripts } from './build.ts'
import { cpuMs, residentMb, workerds } from './cpu.ts'
import { IN_MEMORY } from './options.ts'
import type { Tally } from './workers/tally.ts'

const ACCOUNTS = 1_000

/** The Workers whose use is counted. */
export type Counted = 'tollgate-meter' | 'seed-like' | 'better-auth'

/** The built app, its meter and the designs beside it in one workerd, with accounts, keys, and routes to the benchmark's upstream. */
export interface World {
  /** Of the app. */
  port: number
  /** Of a Worker that does nothing at all, and of one that does nothing but fetch the upstream. */
  nothing: number
  bare: number
  seedLike: number
  betterAuth: number
  key: string
  accounts: Account[]
  /** Its key may spend nothing. */
  usedUp: Account
  revoked: Account
  betterAuthKey: string
  d1: D1Database
  d1SeedLike: D1Database
  d1BetterAuth: D1Database
  pid: string
  cpuMs: () => number
  residentMb: () => number
  tallyOf: (worker: Counted) => Promise<Tally>
  /** Asks the meter's own door: bench/workers/meter.ts. */
  tellMeter: (path: '/flushes' | '/flush' | '/drain', body: { tags?: string[]; on?: boolean }) => Promise<void>
  close: () => Promise<void>
}

/**
 * State lies in memory where the machine has such a place: then the ratios do not hang on its disk. With `--disk` they are to,
 * since a commit there waits for it.
 */
const stateRoot = (): string => (IN_MEMORY ? '/dev/shm' : tmpdir())

const MODULE = { modules: true, compatibilityDate: '2026-11-17', compatibilityFlags: ['nodejs_compat'] }
// The usual socket runs through a proxy that costs four times the call.
const DIRECT = { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] }

/** The app and its meter. */
const tollgate = ({ pages, meter }: Scripts): object[] => [
  {
    ...MODULE,
    ...DIRECT,
    name: 'tollgate',
    script: pages,
    d1Databases: { DB: 'bench' },
    bindings: { ENVIRONMENT: 'development', KEY_SECRETS: SECRET },
    kvNamespaces: ['CACHE'],
    durableObjects: { METER: { className: 'AccountMeter', scriptName: 'tollgate-meter', useSQLite: true } },
  },
  {
    ...MODULE,
    name: 'tollgate-meter',
    script: meter,
    // Points are written as they are deployed; lines would be read here, on the cores that are measured.
    bindings: { CALL_LOG_SAMPLING: '0' },
    analyticsEngineDatasets: { CALLS: { dataset: 'tollgate_calls' } },
    d1Databases: { DB: 'bench' },
    durableObjects: { METER: { className: 'AccountMeter', useSQLite: true } },
  },
]

const others = ({ seedLike, betterAuth }: Scripts, upstream: number): object[] => [
  { ...MODULE, ...DIRECT, name: 'nothing', script: NOTHING },
  {
    ...MODULE,
    ...DIRECT,
    name: 'bare',
    script: `export default { fetch: () => fetch('http://127.0.0.1:${upstream}/') }`,
  },
  { ...MODULE, ...DIRECT, name: 'seed-like', script: seedLike, d1Databases: { DB: 'seed-like' } },
  {
    ...MODULE,
    ...DIRECT,
    name: 'better-auth',
    script: betterAuth,
    d1Databases: { DB: 'better-auth' },
    bindings: { SECRET },
  },
]

/** `/up` and `/streaming` lead to these ports of the upstream. */
export async function makeWorld(upstream: { plain: number; streaming: number }, scripts?: Scripts): Promise<World> {
  const built = scripts ?? (await buildScripts())
  const { miniflare, pid, close } = await start([...tollgate(built), ...others(built, upstream.plain)])
  const databaseOf = async (worker: string) => (await miniflare.getD1Database('DB', worker)) as unknown as D1Database
  const portOf = async (worker: string) => Number((await miniflare.unsafeGetDirectURL(worker)).port)
  const ask = async (worker: string, path: string, init?: { method: string; body: string }) => {
    const answer = await (await miniflare.getWorker(worker)).fetch(`http://bench${path}`, init)
    if (!answer.ok) throw new Error(`${worker} answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  const [d1, d1SeedLike] = [await databaseOf('tollgate-meter'), await databaseOf('seed-like')]
  await seedDatabase(d1, [
    routeOf('demo', 'builtin:demo'),
    routeOf('up', `http://127.0.0.1:${upstream.plain}`),
    routeOf('streaming', `http://127.0.0.1:${upstream.streaming}`),
  ])
  const accounts = await seedAccounts(d1, ACCOUNTS)
  const [usedUp] = await seedAccounts(d1, 1, { quota: '{"limit":0,"period":"total"}' })
  const [revoked] = await seedAccounts(d1, 1, { status: 'revoked' })
  await seedPlainly(d1SeedLike, accounts)
  const { key: betterAuthKey } = (await ask('better-auth', '/setup')) as { key: string }
  return {
    port: await portOf('tollgate'),
    nothing: await portOf('nothing'),
    bare: await portOf('bare'),
    seedLike: await portOf('seed-like'),
    betterAuth: await portOf('better-auth'),
    key: (accounts[0] as Account).key,
    accounts,
    usedUp: usedUp as Account,
    revoked: revoked as Account,
    betterAuthKey,
    d1,
    d1SeedLike,
    d1BetterAuth: await databaseOf('better-auth'),
    pid,
    cpuMs: () => cpuMs(pid),
    residentMb: () => residentMb(pid),
    tallyOf: async (worker) => (await ask(worker, '/tally')) as Tally,
    tellMeter: async (path, body) => {
      await ask('tollgate-meter', path, { method: 'POST', body: JSON.stringify(body) })
    },
    close,
  }
}

const NOTHING = 'export default { fetch: () => new Response(null, { status: 204 }) }'

/** Memory of a workerd with one Worker that does nothing, MB. */
export async function emptyWorkerdMb(): Promise<number> {
  const { miniflare, pid, close } = await start([{ ...MODULE, name: 'nothing', script: NOTHING }])
  await (await miniflare.getWorker('nothing')).fetch('http://bench/')
  const resident = residentMb(pid)
  await close()
  return resident
}

const PLAIN_OBJECT = `import { DurableObject } from 'cloudflare:workers'
export class Plain extends DurableObject {
  write() {
    this.ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b TEXT)')
    this.ctx.storage.sql.exec("INSERT INTO t (b) VALUES ('x')")
  }
}
let next = 0
export default {
  async fetch(_, { PLAIN }) {
    await PLAIN.get(PLAIN.idFromName(String(next++))).write()
    return new Response(null, { status: 204 })
  },
}`

/** A Worker each of whose calls wakes an object of its own. */
export async function makePlainObjects() {
  const durableObjects = { PLAIN: { className: 'Plain', useSQLite: true } }
  const { miniflare, pid, close } = await start([
    { ...MODULE, ...DIRECT, name: 'plain', script: PLAIN_OBJECT, durableObjects },
  ])
  const port = Number((await miniflare.unsafeGetDirectURL('plain')).port)
  return { port, residentMb: () => residentMb(pid), close }
}

/** The app and its meter alone, with so many accounts. */
export async function makeSmallWorld(scripts: Scripts, count: number) {
  const { miniflare, pid, close } = await start(tollgate(scripts))
  const d1 = (await miniflare.getD1Database('DB', 'tollgate')) as unknown as D1Database
  await seedDatabase(d1, [routeOf('demo', 'builtin:demo')])
  const accounts = await seedAccounts(d1, count)
  const port = Number((await miniflare.unsafeGetDirectURL('tollgate')).port)
  return { port, accounts, residentMb: () => residentMb(pid), close }
}

/** One workerd with these Workers. */
export async function start(workers: object[]) {
  const folder = mkdtempSync(join(stateRoot(), 'tollgate-bench-'))
  const before = workerds()
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      resourcePersistencePath: folder,
      handleStructuredLogs: report,
      workers,
    } as never),
  )
  await miniflare.ready
  const pid = workerds().find((pid) => !before.includes(pid))
  if (!pid) throw new Error('no workerd was started')
  const close = async () => {
    await miniflare.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
  return { miniflare, pid, close }
}

/** What Workers say is shown, but for the flushes that a run without flushes holds back. */
function report({ level, message }: { level: string; message: string }): void {
  if (!message.includes('no flushes in this run')) console.error(`${level}: ${message}`)
}

const routeOf = (name: string, upstreamUrl: string) => ({
  id: `route_${name}`,
  name,
  path: `/${name}`,
  upstreamUrl,
  methods: [],
  credits: 1,
  scopes: [],
  timeoutMs: 30_000,
  maxBodyBytes: 1_000_000,
  stripPrefix: true,
  billFailures: false,
  createdAt: 0,
})
