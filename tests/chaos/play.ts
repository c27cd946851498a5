import type { LedgerView } from '../../src/domain/metering/face.ts'
import { Clients } from './clients.ts'
import { type Account, settleIn } from './people.ts'
import { reconciled } from './reconciled.ts'
import type { Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'
import { Standing } from './standing.ts'
import { playStep } from './step.ts'

const MINUTE = 60_000
/** Rounds of a minute each within which everything must have reached D1, once nothing is in its way. */
const ROUNDS_TO_DRAIN = 30

/** What is there when everything has ended and reached D1. */
export interface Played {
  accounts: Account[]
  clients: Clients
}

/** Plays a schedule to its end, and brings everything to D1. */
export async function play(stage: Stage, schedule: Schedule): Promise<Played> {
  stage.offset = schedule.startsAt - Date.now()
  await stage.start()
  const { accounts, plans } = await settleIn(await stage.migrate(), schedule)
  const standings = accounts.map((account) => new Standing(stage, account))
  const clients = new Clients(stage, accounts, standings)
  for (const [i, step] of schedule.steps.entries()) {
    // As cron does: what is saved and not confirmed is pushed again.
    await Promise.all(standings.filter(({ confirmed }) => confirmed === null).map((one) => one.change(null, '')))
    await playStep(step, { stage, schedule, accounts, plans, standings, clients })
    // In the middle of everything too, each account in its turn.
    const account = accounts[i % accounts.length] as Account
    clients.wrong.push(...(await reconciled(stage, account)).map((text) => `after step ${i}: ${text}`))
  }
  while (clients.later.length > 0) await clients.endStep()
  await clients.endStep()
  await drain(stage, accounts, clients.wrong)
  return { accounts, clients }
}

/** Turns the clock on until no call is open and D1 holds everything. */
async function drain(stage: Stage, accounts: readonly Account[], wrong: string[]): Promise<void> {
  const tags = accounts.map(({ tag }) => tag)
  // A flush may be due as late as the clock ever stood.
  await stage.turn(stage.offset + stage.latest() - stage.now() + 10 * MINUTE, tags)
  for (let round = 0; round < ROUNDS_TO_DRAIN; round++) {
    for (const tag of tags) await stage.askAnew({ do: 'ring', tag })
    const ledgers = await Promise.all(tags.map((tag) => stage.askAnew<LedgerView>({ do: 'ledger', tag })))
    if (ledgers.every(({ open, tail }) => open.length === 0 && tail.length === 0)) return
    await stage.turn(stage.offset + MINUTE, tags)
  }
  wrong.push(`not everything has reached D1 after ${ROUNDS_TO_DRAIN} minutes`)
}
