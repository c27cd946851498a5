import type { AdmitRequest, CallRecord, RefusalCount, Trail } from '../../src/domain/metering/face.ts'
import { countRefusal } from '../../src/domain/metering/state.ts'

const KEPT_A_MINUTE = 20
const MINUTE = 60_000

/**
 * Refusals since the last commit. They count in memory for up to a second, the one thing here that does; the first
 * twenty of a key, code and minute are kept whole, so that "why was I refused at 14:03" has an answer.
 */
export class Refusals {
  #counts = new Map<string, RefusalCount>()
  #kept: CallRecord[] = []
  #minute = 0
  #keptThisMinute = new Map<string, number>()

  get pending(): boolean {
    return this.#counts.size > 0
  }

  add(call: AdmitRequest, keyId: string, code: string, now: number, trail: () => Trail): void {
    countRefusal(this.#counts, { keyId, routeId: call.routeId, code }, now)
    const minute = now - (now % MINUTE)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#keptThisMinute.clear()
    }
    const kept = this.#keptThisMinute.get(`${keyId}/${code}`) ?? 0
    if (kept === KEPT_A_MINUTE) return
    this.#keptThisMinute.set(`${keyId}/${code}`, kept + 1)
    const { id, routeId, method, path, address } = call
    this.#kept.push({
      id,
      at: now,
      keyId,
      routeId,
      method,
      path,
      address,
      outcome: code,
      status: 0,
      ms: 0,
      bytes: 0,
      credits: 0,
      trail: trail(),
    })
  }

  /** Hands over what has gathered. */
  take(): { refused: RefusalCount[]; kept: CallRecord[] } {
    const taken = { refused: [...this.#counts.values()], kept: this.#kept }
    this.#counts = new Map()
    this.#kept = []
    return taken
  }
}
