import type { Log } from './log.ts'
import { meterOf, within } from './meter.ts'

export interface Check {
  ok: boolean
  /** How long it took. */
  ms: number
}

const LIMIT_MS = 2_000
/** An object of no account: tags have ten characters. */
const PROBE = 'health'

async function check(name: string, log: Log, attempt: () => Promise<unknown>): Promise<Check> {
  const began = Date.now()
  try {
    await within(LIMIT_MS, attempt())
    return { ok: true, ms: Date.now() - began }
  } catch (error) {
    log({ event: 'health.failed', check: name, error: String(error) })
    return { ok: false, ms: Date.now() - began }
  }
}

/** Whether D1 and the meter's objects answer, each within 2 s. Never throws. */
export async function checkHealth(
  d1: D1Database,
  meter: DurableObjectNamespace,
  log: Log,
): Promise<{ d1: Check; meter: Check }> {
  const [database, objects] = await Promise.all([
    check('d1', log, async () => d1.prepare('SELECT 1').first()),
    check('meter', log, async () => meterOf(meter, PROBE).ping()),
  ])
  return { d1: database, meter: objects }
}
