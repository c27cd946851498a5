import { setTimeout as delay } from 'node:timers/promises'
import { type Figures, load } from './load.ts'
import { difference, type Round } from './rates.ts'
import { bearers } from './variants/variant.ts'
import type { World } from './world.ts'

const ACCOUNTS = 200
/** By then the end of a call has been sent by itself: src/platform/settlements.ts. */
const SETTLED_MS = 2_500

/** Calls that come so seldom that each is settled by itself and flushed by itself: the dearest there are. */
export async function measureAlone(world: World): Promise<Round> {
  const accounts = world.accounts.slice(-ACCOUNTS)
  const calls = { port: world.port, path: '/api/demo/status/204', status: 204, headers: bearers(accounts) }
  const callEach = (): Promise<Figures> => load({ ...calls, connections: 1, ms: 0, atLeast: ACCOUNTS })
  // A cold object reads its account from D1 first; that is once, and not what a call costs.
  await callEach()
  await delay(SETTLED_MS)
  await drainEach(world, accounts)
  const [before, cpu] = [await world.tallyOf('tollgate-meter'), world.cpuMs()]
  const figures = await callEach()
  await delay(SETTLED_MS)
  await drainEach(world, accounts)
  return { ...figures, cpuMs: world.cpuMs() - cpu, used: difference(await world.tallyOf('tollgate-meter'), before) }
}

// One after the other: how long an object is busy with its flush is counted too.
async function drainEach(world: World, accounts: World['accounts']): Promise<void> {
  for (const { tag } of accounts) await world.tellMeter('/drain', { tags: [tag] })
}
