import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { makeIds } from '../src/domain/ids.ts'
import { hashKey, hintOf, mintKey, newTag } from '../src/domain/keys/format.ts'

const run = promisify(execFile)
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const SECRET = Buffer.from(random(32)).toString('base64')
const D1 = 'bench'

/** The built app and its meter in one workerd, with one account, its key, and routes to the benchmark's upstream. */
export interface World {
  port: number
  /** Of a Worker that does nothing but fetch the upstream. */
  bare: number
  key: string
  close: () => Promise<void>
}

/** State lies in memory where the machine has such a place: then the ratios do not hang on its disk. */
const stateRoot = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir())

/** `/up` and `/streaming` lead to these ports of the upstream. */
export async function makeWorld(upstream: { plain: number; streaming: number }): Promise<World> {
  const folder = mkdtempSync(join(stateRoot(), 'tollgate-bench-'))
  const [pages, meter] = await Promise.all([buildPages(folder), buildWorker(folder, 'meter')])
  const shared = {
    modules: true,
    compatibilityDate: '2026-11-17',
    compatibilityFlags: ['nodejs_compat'],
    d1Databases: { DB: D1 },
  }
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      defaultPersistRoot: join(folder, 'state'),
      d1Persist: join(folder, 'd1'),
      kvPersist: join(folder, 'kv'),
      durableObjectsPersist: join(folder, 'objects'),
      workers: [
        {
          ...shared,
          name: 'tollgate',
          script: pages,
          bindings: { ENVIRONMENT: 'development', KEY_SECRETS: SECRET },
          kvNamespaces: ['CACHE'],
          durableObjects: { METER: { className: 'AccountMeter', scriptName: 'tollgate-meter', useSQLite: true } },
          // The usual socket runs through a proxy that costs four times the call.
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        },
        {
          ...shared,
          name: 'bare',
          script: `export default { fetch: () => fetch('http://127.0.0.1:${upstream.plain}/') }`,
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        },
        {
          ...shared,
          name: 'tollgate-meter',
          script: meter,
          durableObjects: { METER: { className: 'AccountMeter', useSQLite: true } },
        },
      ],
    } as never),
  )
  await miniflare.ready
  const database = await miniflare.getD1Database('DB', 'tollgate')
  const key = await seed(database as unknown as D1Database, [
    routeOf('demo', 'builtin:demo'),
    routeOf('up', `http://127.0.0.1:${upstream.plain}`),
    routeOf('streaming', `http://127.0.0.1:${upstream.streaming}`),
  ])
  const portOf = async (worker: string) => Number((await miniflare.unsafeGetDirectURL(worker)).port)
  return {
    port: await portOf('tollgate'),
    bare: await portOf('bare'),
    key,
    async close() {
      await miniflare.dispose()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const wrangler = (args: string[]) =>
  run(process.execPath, ['--no-warnings', 'node_modules/wrangler/wrangler-dist/cli.js', ...args], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  })

async function buildPages(folder: string): Promise<string> {
  const out = join(folder, 'pages')
  await wrangler([
    ...['pages', 'functions', 'build', 'bench/pages/functions', '--outdir', out, '--compatibility-date', '2026-11-17'],
    ...['--compatibility-flags', 'nodejs_compat'],
  ])
  return readFileSync(join(out, 'index.js'), 'utf8')
}

async function buildWorker(folder: string, name: string): Promise<string> {
  const out = join(folder, name)
  await wrangler(['deploy', '--dry-run', '-c', `workers/${name}/wrangler.toml`, '--outdir', out])
  return readFileSync(join(out, 'index.js'), 'utf8')
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

async function seed(d1: D1Database, routes: object[]): Promise<string> {
  for (const file of readdirSync('migrations').sort()) {
    // D1 wants a statement at a time; triggers hold semicolons of their own, and stand one a line.
    const statements = readFileSync(join('migrations', file), 'utf8').replace(/--.*$/gm, '').split(/;\s*$/m)
    await d1.batch(statements.filter((text) => text.trim()).map((text) => d1.prepare(text)))
  }
  const id = makeIds(Date.now, random)
  const [user, account, plan] = [id('user'), id('acct'), id('plan')]
  const tag = newTag(random)
  const key = mintKey('sk_', tag, [SECRET], random)
  await d1.batch([
    d1
      .prepare(
        `INSERT INTO users (id, username, email, password, created_at) VALUES (?1, 'bench', 'bench@example.com', '!', 0)`,
      )
      .bind(user),
    d1
      .prepare(
        `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, created_at)
         VALUES (?, 'bench', 1, 'Bench', 0, 'USD', 1000000000, '[{"name":"burst","limit":1000000000,"window_seconds":60}]', 0)`,
      )
      .bind(plan),
    d1
      .prepare(`INSERT INTO accounts (id, name, tag, plan_id, created_at) VALUES (?, 'Bench', ?, ?, 0)`)
      .bind(account, tag, plan),
    d1
      .prepare(
        `INSERT INTO api_keys (id, account_id, hash, hint, name, created_by, created_at, revision) VALUES (?, ?, ?, ?, 'bench', ?, 0, 1)`,
      )
      .bind(id('key'), account, hashKey(key), hintOf(key, 'sk_'), user),
    d1.prepare(`INSERT INTO snapshots (name, body, updated_at) VALUES ('routes', ?, 0)`).bind(JSON.stringify(routes)),
  ])
  return key
}
