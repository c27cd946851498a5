import { type Lot, makeClosings } from '../../src/domain/billing/runs.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { sendLots } from '../../src/platform/closing-queue.ts'
import { random } from '../../src/platform/random.ts'
import { closingRunStore } from '../../src/storage/closing-runs.ts'
import { closeLots } from '../../workers/jobs/closing.ts'
import type { JobsEnv } from '../../workers/jobs/env.ts'
import { AccountMeter as Meter } from '../../workers/meter/account-meter.ts'

const LONGEST_WAIT_MS = 61_000
const AT_ONCE = 50

// How far every clock here is ahead of the machine's: objects and jobs share one isolate, and this with it.
let ahead = 0
const clock = () => Date.now() + ahead
const newId = makeIds(clock, random)

/** The real meter, which can be told to call itself. */
export class AccountMeter extends Meter {
  override clock = clock

  /** So many calls that cost a credit and have ended, and brings them to D1. */
  async use(tag: string, keyHash: string, calls: number): Promise<void> {
    const call = { keyHash, routeId: 'route_demo', scopes: [], credits: 1, method: 'GET', path: '/api/demo' }
    for (let i = 0; i < calls; i++) {
      const id = newId('req')
      const { code } = await this.admit(
        tag,
        { ...call, id, address: '192.0.2.1', requireVerified: false, timeoutMs: 1_000 },
        [],
      )
      if (code !== 'VALID') throw new Error(code)
      await this.settle([{ id, outcome: 'ok', status: 200, ms: 1, upstreamMs: 1, bytes: 1, refund: false }])
    }
    this.clock = () => clock() + LONGEST_WAIT_MS
    await this.alarm()
    this.clock = clock
  }
}

type Env = Omit<JobsEnv, 'METER'> & { METER: DurableObjectNamespace<AccountMeter> }

interface Errand {
  accounts?: { tag: string; hash: string }[]
  calls?: number
  ahead?: number
}

export default {
  async fetch(request, env) {
    const { accounts = [], calls = 0, ...errand } = await request.json<Errand>()
    ahead = errand.ahead ?? ahead
    for (let first = 0; first < accounts.length; first += AT_ONCE) {
      const some = accounts.slice(first, first + AT_ONCE)
      await Promise.all(some.map(({ tag, hash }) => env.METER.get(env.METER.idFromName(tag)).use(tag, hash, calls)))
    }
    if (errand.ahead !== undefined) {
      const store = closingRunStore(env.DB)
      await makeClosings({ store, send: (lots) => sendLots(env.CLOSING, lots), clock, ids: newId }).everyMinute()
    }
    return new Response()
  },
  async queue(batch, env) {
    await closeLots(env as unknown as JobsEnv, batch as MessageBatch<Lot>, clock)
  },
} satisfies ExportedHandler<Env>
