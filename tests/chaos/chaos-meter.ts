import type { Decision } from '../../src/domain/metering/decision.ts'
import type { AdmitRequest, Settlement } from '../../src/domain/metering/face.ts'
import { AccountMeter } from '../../workers/meter/account-meter.ts'
import { Alarms } from './alarms.ts'
import { faulty } from './faulty-d1.ts'
import { isolate, now, reach } from './isolate.ts'

export interface Env {
  DB: D1Database
  METER: DurableObjectNamespace<ChaosMeter>
  /** Where the driver listens for points that are reached. */
  DRIVER: string
  /** Of the objects' clock from the machine's, ms, when the Worker starts. */
  OFFSET: number
}

/** A message may come before any object is loaded, and an alarm before any message. */
export function begin({ OFFSET, DRIVER }: Env): void {
  isolate.offset ??= OFFSET
  isolate.driver = DRIVER
}

/** The meter with its clock and its D1 in the driver's hands. Its alarm rings when that clock has come there. */
export class ChaosMeter extends AccountMeter {
  readonly #alarms: Alarms

  constructor(ctx: DurableObjectState, env: Env) {
    begin(env)
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
