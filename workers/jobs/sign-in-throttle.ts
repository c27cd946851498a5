import { DurableObject } from 'cloudflare:workers'
import { type Allowance, decide, giveBack, type Taken, type Tries, waitOf } from '../../src/domain/people/throttle.ts'
import type { SubjectFace } from '../../src/domain/people/tries.ts'

const TRIES = 'tries'

/**
 * Counts the tries of one subject: a login, or an address. Each step reads, decides and writes without waiting for
 * anything, so that no two tries see the same count; its answer leaves when the write is durable.
 */
export class SignInThrottle extends DurableObject implements SubjectFace {
  /** UTC ms; tests turn it. */
  clock: () => number = Date.now

  async take(allowance: Allowance): Promise<Taken> {
    const before = this.#tries
    const { taken, tries } = decide(before, allowance, this.clock())
    if (tries && tries !== before) this.ctx.storage.kv.put(TRIES, tries)
    if (tries && tries.end !== before?.end) this.#forgetAt(tries.end)
    return taken
  }

  async waitOf(allowance: Allowance): Promise<number> {
    return waitOf(this.#tries, allowance, this.clock())
  }

  async giveBack(end: number): Promise<void> {
    const tries = giveBack(this.#tries, end)
    if (tries) this.ctx.storage.kv.put(TRIES, tries)
    else await this.forget()
  }

  /** The alarm goes with the rest. */
  async forget(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }

  override async alarm(): Promise<void> {
    const tries = this.#tries
    if (tries && this.clock() < tries.end) this.#forgetAt(tries.end)
    else await this.forget()
  }

  get #tries(): Tries | null {
    return this.ctx.storage.kv.get<Tries>(TRIES) ?? null
  }

  #forgetAt(end: number): void {
    this.ctx.waitUntil(this.ctx.storage.setAlarm(end))
  }
}
