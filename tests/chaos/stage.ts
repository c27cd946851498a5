import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { workerds } from '../../bench/cpu.ts'
import { at } from '../../bin/root.ts'
import type { Errand, Point } from './faults.ts'

const D1 = 'chaos'
const PATIENCE_MS = 15_000
/** State lies in memory where the machine has such a place: what is killed is workerd, not the machine. */
const stateRoot = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Bundles the Worker, with the meter as it stands in the tree. */
export async function bundle(): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'tollgate-chaos-bundle-'))
  try {
    const wrangler = ['--no-warnings', at('node_modules/wrangler/wrangler-dist/cli.js')]
    const args = ['deploy', '--dry-run', '-c', at('tests/chaos/wrangler.toml'), '--outdir', out]
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
    await promisify(execFile)(process.execPath, [...wrangler, ...args], { cwd: at(), env })
    return readFileSync(join(out, 'worker.js'), 'utf8')
  } finally {
    rmSync(out, { recursive: true })
  }
}

/** Waits until a process that was killed has let go of its files: two on one database would not find each other's writes. */
async function gone(pid: string): Promise<void> {
  while (existsSync(`/proc/${pid}`)) await new Promise((done) => setTimeout(done, 5))
}

/** The Worker, its objects and D1 in one workerd on one folder, which outlives every kill. */
export class Stage {
  /** Of the objects' clock from this machine's, ms. */
  offset = 0
  /** How often it was turned. */
  turns = 0
  /** Done when workerd runs. */
  up: Promise<void> = Promise.resolve()
  /** How often workerd was killed at each point; '' is any moment. */
  readonly kills = new Map<Point | '', number>()
  readonly #script: string
  readonly #folder = mkdtempSync(join(stateRoot, 'tollgate-chaos-'))
  readonly #server: Server
  #miniflare: Miniflare | null = null
  #latest = 0
  readonly #remove = () => rmSync(this.#folder, { recursive: true, force: true })
  #url = ''
  #pid = ''

  constructor(script: string) {
    this.#script = script
    // However the process ends: Miniflare then ends workerd.
    process.on('exit', this.#remove)
    // Who says that a point is reached gets no answer, but is killed at once.
    this.#server = createServer(({ url = '/' }) => void this.crash(decodeURIComponent(url.slice(1)) as Point))
  }

  /** The objects' clock, UTC ms. */
  now(): number {
    return Date.now() + this.offset
  }

  /** The latest that the objects' clock ever stood at, UTC ms. */
  latest(): number {
    this.#latest = Math.max(this.#latest, this.now())
    return this.#latest
  }

  /** Turns the clock of every object, also of those that load later. */
  async turn(offset: number, tags: string[]): Promise<void> {
    this.latest()
    this.turns += 1
    this.offset = offset
    this.latest()
    await this.ask({ do: 'clock', offset, tags }).catch(() => {})
  }

  async start(): Promise<void> {
    if (!this.#server.listening) await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    const { port } = this.#server.address() as AddressInfo
    const before = workerds()
    const { offset } = this
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        resourcePersistencePath: this.#folder,
        // The meter says of each failed flush that it failed: here they are made to.
        handleStructuredLogs: () => {},
        workers: [
          {
            name: 'chaos',
            modules: true,
            script: this.#script,
            compatibilityDate: '2026-11-17',
            compatibilityFlags: ['nodejs_compat'],
            bindings: { ENVIRONMENT: 'development', DRIVER: `http://127.0.0.1:${port}/`, OFFSET: offset },
            d1Databases: { DB: D1 },
            durableObjects: { METER: { className: 'ChaosMeter', useSQLite: true } },
            unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
          },
        ],
      } as never),
    )
    await miniflare.ready
    this.#url = String(await miniflare.unsafeGetDirectURL('chaos'))
    this.#pid = workerds().find((pid) => !before.includes(pid)) ?? ''
    if (this.#pid === '') throw new Error('no workerd was started')
    this.#miniflare = miniflare
    // It was turned meanwhile.
    if (offset !== this.offset) await this.turn(this.offset, [])
  }

  /**
   * Kills workerd at once and starts it again on what it left. As a power cut would, but for what the machine's own cache
   * holds. While one is under way another does nothing.
   */
  crash(point: Point | '' = ''): Promise<void> {
    const miniflare = this.#miniflare
    if (!miniflare) return this.up
    this.#miniflare = null
    this.kills.set(point, (this.kills.get(point) ?? 0) + 1)
    const pid = this.#pid
    process.kill(Number(pid), 'SIGKILL')
    this.up = miniflare
      .dispose()
      .catch(() => {})
      .then(() => gone(pid))
      .then(() => this.start())
    return this.up
  }

  async close(): Promise<void> {
    await this.#miniflare?.dispose()
    this.#miniflare = null
    this.#server.closeAllConnections()
    this.#server.close()
    process.off('exit', this.#remove)
    this.#remove()
  }

  /** The Worker's answer; throws when none came or it failed. */
  async ask<T>(errand: Errand): Promise<T> {
    const response = await fetch(this.#url, {
      method: 'POST',
      body: JSON.stringify(errand),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const said = (await response.json()) as { answer: T } | { error: string }
    if ('error' in said) throw new Error(said.error)
    return said.answer
  }

  /** The same of what may be asked again: a kill under way, which a late point may still bring, is waited for. */
  async askAnew<T>(errand: Errand): Promise<T> {
    const kills = () => [...this.kills.values()].reduce((sum, times) => sum + times, 0)
    for (;;) {
      await this.up
      const before = kills()
      try {
        return await this.ask<T>(errand)
      } catch (error) {
        if (kills() === before) throw error
      }
    }
  }

  async migrate(): Promise<D1Database> {
    const d1 = (await this.#miniflare?.getD1Database('DB', 'chaos')) as unknown as D1Database
    for (const file of readdirSync(at('migrations')).sort()) {
      const statements = readFileSync(at('migrations', file), 'utf8').replace(/--.*$/gm, '').split(/;\s*$/m)
      await d1.batch(statements.filter((text) => text.trim()).map((text) => d1.prepare(text)))
    }
    return d1
  }
}
