import type { AdmitRequest, Settlement } from '../../src/domain/metering/face.ts'
import { AccountMeter as Meter } from '../../workers/meter/account-meter.ts'
import { Awake, countedD1, countObjects, takenTally, tally } from './tally.ts'

/** As far ahead as any flush can be due. */
const LONGEST_WAIT_MS = 61_000
const AT_ONCE = 50

interface Env {
  DB: D1Database
  METER: DurableObjectNamespace<AccountMeter>
}

// What is refused here the outbox holds back and tries again, ever more rarely: that is the run without flushes.
let takesFlushes = true

function flushesOf(d1: D1Database, awake: Awake): D1Database {
  const counted = countedD1(d1)
  return new Proxy(counted, {
    get(target, name) {
      if (name !== 'batch') return Reflect.get(target, name)
      return (statements: D1PreparedStatement[]) => {
        if (!takesFlushes) return Promise.reject(new Error('no flushes in this run'))
        tally.flushes += 1
        return awake.during(() => target.batch(statements))
      }
    },
  })
}

/** The real meter; what it uses is counted, and the benchmark can have it flush when it wants. */
export class AccountMeter extends Meter {
  readonly #awake: Awake

  constructor(ctx: DurableObjectState, env: Env) {
    countObjects(ctx.storage)
    const awake = new Awake()
    super(ctx, { ...env, DB: flushesOf(env.DB, awake) })
    this.#awake = awake
  }

  override admit(tag: string, call: AdmitRequest, ended: Settlement[]) {
    tally.objectRequests += 1
    return this.#awake.during(() => super.admit(tag, call, ended))
  }

  override settle(ended: Settlement[]) {
    tally.objectRequests += 1
    return this.#awake.during(() => super.settle(ended))
  }

  override alarm() {
    tally.objectRequests += 1
    return this.#awake.during(() => super.alarm())
  }

  /** What the alarm does when the flush is due, now: a run is shorter than a minute. */
  flushNow(): Promise<void> {
    const { clock } = this
    this.clock = () => clock() + LONGEST_WAIT_MS
    const flushed = this.alarm()
    this.clock = clock
    return flushed
  }

  /** Leaves nothing behind that would wake it during another variant. */
  async drain(): Promise<void> {
    // Has waiting refusals written now: a commit that is stamped with a time to come would have calls of then refused.
    await this.find('')
    await this.flushNow()
    await this.ctx.storage.deleteAlarm()
  }
}

export default {
  async fetch(request: Request, { METER }: Env): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/tally') return Response.json(takenTally())
    const { tags = [], on } = (await request.json()) as { tags?: string[]; on?: boolean }
    if (pathname === '/flushes') takesFlushes = on ?? true
    for (let first = 0; first < tags.length; first += AT_ONCE) {
      const stubs = tags.slice(first, first + AT_ONCE).map((tag) => METER.get(METER.idFromName(tag)))
      await Promise.all(stubs.map((stub) => (pathname === '/drain' ? stub.drain() : stub.flushNow())))
    }
    return Response.json(takenTally())
  },
}
