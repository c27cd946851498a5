import { setTimeout as delay } from 'node:timers/promises'
import type { Scripts } from './build.ts'
import { load } from './load.ts'
import { bearers, IN_FLIGHT } from './variants/variant.ts'
import { emptyWorkerdMb, makePlainObjects, makeSmallWorld } from './world.ts'

const ACCOUNTS = 1_000
/** workerd puts an object out of memory after about ten seconds without a call. */
const IDLE_MS = 12_000

/** Memory of workerd, MB. */
export interface Idle {
  /** With one Worker that does nothing. */
  empty: number
  /** What 1,000 objects add that do no more than write a row in their SQLite: the least that an account can take. */
  plainObjects: number
  /** With the app, before an account has called. */
  uncalled: number
  /** When the accounts have just called once each. */
  called: number
  /** When they have been idle. */
  idle: number
}

/** Lets 1,000 accounts call once each in a fresh workerd, and then rest. */
export async function measureIdle(scripts: Scripts): Promise<Idle> {
  const empty = await emptyWorkerdMb()
  const plainObjects = await measurePlainObjects()
  const world = await makeSmallWorld(scripts, ACCOUNTS)
  try {
    const usual = { port: world.port, status: 204, connections: IN_FLIGHT, ms: 0 }
    await load({ ...usual, path: '/empty', headers: {}, atLeast: 1 })
    const uncalled = world.residentMb()
    await load({ ...usual, path: '/api/demo/status/204', headers: bearers(world.accounts), atLeast: ACCOUNTS })
    const called = world.residentMb()
    await delay(IDLE_MS)
    return { empty, plainObjects, uncalled, called, idle: world.residentMb() }
  } finally {
    await world.close()
  }
}

async function measurePlainObjects(): Promise<number> {
  const { port, residentMb, close } = await makePlainObjects()
  const usual = { port, path: '/', status: 204, headers: {}, connections: IN_FLIGHT, ms: 0 }
  await load({ ...usual, atLeast: 1 })
  const before = residentMb()
  await load({ ...usual, atLeast: ACCOUNTS })
  const after = residentMb()
  await close()
  return after - before
}
