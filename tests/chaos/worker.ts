import { eq } from 'drizzle-orm'
import type { AuditEvent } from '../../src/domain/audit.ts'
import type { Decision } from '../../src/domain/metering/decision.ts'
import type { AccountMeterFace, AdmitRequest, Settlement } from '../../src/domain/metering/face.ts'
import { meterChange } from '../../src/storage/changes.ts'
import { setAccountStanding } from '../../src/storage/console/standing.ts'
import { database } from '../../src/storage/database.ts'
import { keyStore } from '../../src/storage/keys.ts'
import { reconcileAccount } from '../../src/storage/reconcile.ts'
import { accounts } from '../../src/storage/schema.ts'
import { AccountMeter } from '../../workers/meter/account-meter.ts'
import type { Change, D1Fault, Errand, Point } from './faults.ts'

interface Env {
  DB: D1Database
  METER: DurableObjectNamespace<ChaosMeter>
  /** Where the driver listens for points that are reached. */
  DRIVER: string
  /** Of the objects' clock from the machine's, ms, when the Worker starts. */
  OFFSET: number
}

const SLOW_MS = 60
const LATE_MS = 150

// The objects and the caller share one isolate, and this with it.
let offset: number | null = null
let d1Faults: D1Fault[] = []
let batches = 0
let stop: { point: Point; nth: number } | null = null
let driver = ''

const now = () => Date.now() + (offset ?? 0)
const rest = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Says that a point is reached, when the driver waits for it, and stays there: what follows is a kill. */
async function reach(point: Point): Promise<void> {
  if (stop?.point !== point) return
  stop.nth -= 1
  if (stop.nth > 0) return
  stop = null
  await fetch(driver + encodeURIComponent(point))
}

/** D1 as the meter uses it, with the fault that is next in turn. */
function faulty<T extends D1Database | D1DatabaseSession>(d1: T): T {
  const batch = async (statements: D1PreparedStatement[]) => {
    const fault = d1Faults[batches++ % Math.max(1, d1Faults.length)] ?? 'none'
    await reach('before a batch')
    if (fault === 'fails') throw new Error('D1 is away')
    if (fault === 'comes late') {
      setTimeout(() => d1.batch(statements).catch(() => {}), LATE_MS)
      throw new Error('D1 gave no answer in time')
    }
    if (fault === 'slow') await rest(SLOW_MS)
    const results = await d1.batch(statements)
    if (fault === 'slow') await rest(SLOW_MS)
    await reach('after a batch')
    if (fault === 'loses its answer') throw new Error("D1's answer was lost")
    return results
  }
  const withSession = (constraint: string) => faulty((d1 as D1Database).withSession(constraint))
  return { prepare: (query: string) => d1.prepare(query), batch, withSession } as unknown as T
}

/** The meter with its clock and its D1 in the driver's hands. Its alarm rings when that clock has come there. */
export class ChaosMeter extends AccountMeter {
  readonly #alarms: Alarms

  constructor(ctx: DurableObjectState, env: Env) {
    offset ??= env.OFFSET
    driver = env.DRIVER
    const alarms = new Alarms(ctx.storage)
    super(ctx, env)
    this.#alarms = alarms
    this.clock = now
    this.d1 = faulty(env.DB)
  }

  override async admit(tag: string, call: AdmitRequest, ended: Settlement[]): Promise<Decision> {
    await reach('before an admission')
    const decision = await super.admit(tag, call, ended)
    await reach('after an admission')
    return decision
  }

  override async settle(ended: Settlement[]): Promise<void> {
    await reach('before a settlement')
    await super.settle(ended)
    await reach('after a settlement')
  }

  override async alarm(): Promise<void> {
    if (this.#alarms.isEarly()) return this.#alarms.turn()
    await reach('before an alarm')
    await super.alarm()
    await reach('after an alarm')
  }

  async turn(): Promise<void> {
    await this.#alarms.turn()
  }

  async ring(): Promise<void> {
    await super.alarm()
  }

  async evict(): Promise<void> {
    this.ctx.abort('evicted')
  }
}

/** Alarms by the turned clock on top of workerd's own, which knows the machine's alone. */
class Alarms {
  readonly #storage: DurableObjectStorage
  readonly #set: DurableObjectStorage['setAlarm']

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    this.#set = storage.setAlarm.bind(storage)
    const get = storage.getAlarm.bind(storage)
    storage.sql.exec('CREATE TABLE IF NOT EXISTS chaos_alarm (one INTEGER PRIMARY KEY, at INTEGER NOT NULL)')
    storage.setAlarm = async (at) => {
      storage.sql.exec('INSERT OR REPLACE INTO chaos_alarm (one, at) VALUES (1, ?)', Number(at))
      await this.#set(this.#byMachine(Number(at)))
    }
    storage.getAlarm = async () => ((await get()) === null ? null : this.#wanted())
  }

  isEarly(): boolean {
    const at = this.#wanted()
    return at !== null && at > now()
  }

  /** The clock was turned. */
  async turn(): Promise<void> {
    const at = this.#wanted()
    if (at !== null) await this.#set(this.#byMachine(at))
  }

  #wanted(): number | null {
    return this.#storage.sql.exec<{ at: number }>('SELECT at FROM chaos_alarm').toArray()[0]?.at ?? null
  }

  #byMachine(at: number): number {
    return Math.max(at - (offset ?? 0), Date.now())
  }
}

/** Sends one message so many times at once: each answer, null for one that did not come. */
async function sent<T>(times: number, send: () => Promise<T>): Promise<(T | null)[]> {
  const answers = await Promise.allSettled(Array.from({ length: times }, send))
  return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : null))
}

async function change(env: Env, accountId: string, what: Change, at: number, eventId: string): Promise<void> {
  const db = database(env.DB)
  const event = (action: AuditEvent['action'], target: string): AuditEvent => ({
    ...{ id: eventId, at, actorId: null, accountId, action, target, address: null },
  })
  const keys = keyStore(db)
  switch (what.what) {
    case 'revoke': {
      await keys.revoke(accountId, [what.keyId], event('key.revoked', what.keyId), () => eventId)
      return
    }
    case 'key': {
      const how = { metered: true, lasting: true }
      await keys.change(accountId, what.keyId, { status: what.status }, how, event('key.changed', what.keyId))
      return
    }
    case 'quota': {
      const how = { metered: true, lasting: true }
      await keys.change(accountId, what.keyId, { quota: what.quota }, how, event('key.changed', what.keyId))
      return
    }
    case 'account': {
      const action = what.suspended ? 'account.suspended' : 'account.reactivated'
      const standing = { reason: what.suspended ? 'chaos' : null, event: event(action, accountId) }
      await setAccountStanding(db, accountId, standing)
      return
    }
    case 'plan': {
      const { raise, note } = meterChange(db, accountId, at)
      const update = db.update(accounts).set({ planId: what.planId }).where(eq(accounts.id, accountId))
      await db.batch([raise, update, note])
      return
    }
  }
}

const ignore = () => {}

async function run(env: Env, errand: Errand, ctx: ExecutionContext): Promise<unknown> {
  const meterOf = (tag: string) => env.METER.get(env.METER.idFromName(tag))
  switch (errand.do) {
    case 'admit': {
      const { tag, call, ended, times, lateMs } = errand
      const admit = () => meterOf(tag).admit(tag, call, ended)
      if (lateMs !== null) ctx.waitUntil(rest(lateMs).then(admit).then(ignore, ignore))
      return sent(times, admit)
    }
    case 'settle':
      return sent(errand.times, () =>
        meterOf(errand.tag)
          .settle(errand.ended)
          .then(() => true),
      )
    case 'renew':
      return meterOf(errand.tag).renew(errand.ids)
    case 'push':
      return meterOf(errand.tag).push(errand.tag)
    case 'view':
      return meterOf(errand.tag).view(errand.tag)
    case 'ledger':
      return meterOf(errand.tag).ledger(errand.tag)
    case 'reconcile': {
      const { accountId, tag } = errand
      const face = meterOf(tag) as unknown as AccountMeterFace
      return reconcileAccount({ d1: env.DB, ledger: () => face.ledger(tag) }, accountId, 0)
    }
    case 'evict':
      return meterOf(errand.tag).evict()
    case 'ring':
      return meterOf(errand.tag).ring()
    case 'change':
      return change(env, errand.accountId, errand.change, errand.at, errand.eventId)
    case 'clock':
      offset = errand.offset
      return Promise.all(
        errand.tags.map((tag) =>
          meterOf(tag)
            .turn()
            .catch(() => {}),
        ),
      )
    case 'faults':
      d1Faults = errand.d1
      batches = 0
      stop = errand.stop
      return null
    case 'read':
      return (await env.DB.prepare(errand.query).all()).results
  }
}

/** The caller: does one errand of the driver's, and answers with what came of it. */
export default {
  async fetch(request, env, ctx) {
    offset ??= env.OFFSET
    driver = env.DRIVER
    try {
      return Response.json({ answer: (await run(env, await request.json<Errand>(), ctx)) ?? null })
    } catch (error) {
      return Response.json({ error: String(error) }, { status: 500 })
    }
  },
} satisfies ExportedHandler<Env>
