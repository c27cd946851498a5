import { setTimeout as rest } from 'node:timers/promises'
import { makeIds } from '../../src/domain/ids.ts'
import type { LedgerView } from '../../src/domain/metering/face.ts'
import { periodAt } from '../../src/domain/periods.ts'
import { Clients } from './clients.ts'
import type { Change } from './faults.ts'
import { type Account, random, settleIn } from './people.ts'
import { reconciled } from './reconciled.ts'
import { type ChangeSpec, LASTS_MS, LATE_MOST_MS, type Schedule, type Step, type Turn } from './schedule.ts'
import type { Stage } from './stage.ts'
import { Standing } from './standing.ts'

const MINUTE = 60_000
/** From a step's start until the last message of it has arrived, ms. */
const LATEST_MS = LASTS_MS + LATE_MOST_MS
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
  const newId = makeIds(() => stage.now(), random)
  const changeOf = ({ account, change }: ChangeSpec): Change => {
    if (change.what === 'account') return change
    if (change.what === 'plan') return { what: 'plan', planId: plans[change.plan] ?? '' }
    const keyId = accounts[account]?.keys[change.key]?.id ?? ''
    if (change.what === 'revoke') return { what: 'revoke', keyId }
    if (change.what === 'key') return { what: 'key', keyId, status: change.status }
    const period = schedule.accounts[account]?.keys[change.key]?.quota?.period
    // A key without a quota keeps none: which counters it has is settled with its first call.
    return period
      ? { what: 'quota', keyId, quota: { limit: change.limit, period } }
      : { what: 'key', keyId, status: 'active' }
  }

  for (const [i, step] of schedule.steps.entries()) {
    // As cron does: what is saved and not confirmed is pushed again.
    await Promise.all(standings.filter(({ confirmed }) => confirmed === null).map((one) => one.change(null, '')))
    await playStep(step)
    // In the middle of everything too, each account in its turn.
    const account = accounts[i % accounts.length] as Account
    clients.wrong.push(...(await reconciled(stage, account)).map((text) => `after step ${i}: ${text}`))
  }
  while (clients.later.length > 0) await clients.endStep()
  await clients.endStep()
  await drain(stage, accounts, clients.wrong)
  return { accounts, clients }

  async function playStep(step: Step): Promise<void> {
    const tags = accounts.map(({ tag }) => tag)
    const tagOf = (account: number) => accounts[account]?.tag ?? ''
    const { kill, d1 } = step
    const began = performance.now()
    const stop = kill && 'point' in kill ? kill : null
    await stage.ask({ do: 'faults', d1, stop })
    const crash = async (afterMs: number) => {
      await rest(afterMs)
      await stage.crash()
    }
    const turn = async (turn: Step['turns'][number]) => {
      await rest(turn.afterMs)
      await stage.turn(stage.offset + byOf(turn, stage.now()), tags)
    }
    await Promise.all([
      ...step.calls.map((call) => clients.call(call)),
      ...step.turns.map(turn),
      ...step.changes.map((change) =>
        rest(change.afterMs).then(() => standings[change.account]?.change(changeOf(change), newId('evt'))),
      ),
      ...step.evictions.map(({ afterMs, account }) =>
        rest(afterMs).then(() => stage.ask({ do: 'evict', tag: tagOf(account) }).catch(() => {})),
      ),
      ...step.looks.map(({ afterMs, account }) =>
        rest(afterMs).then(() => stage.ask({ do: 'view', tag: tagOf(account) }).catch(() => {})),
      ),
      ...(kill && 'afterMs' in kill ? [crash(kill.afterMs)] : []),
    ])
    await stage.up
    await clients.endStep()
    // Messages that come late, come in this step.
    await rest(Math.max(0, LATEST_MS - (performance.now() - began)))
    await stage.up
    await stage.ask({ do: 'faults', d1: [], stop: null })
  }
}

function byOf(turn: Turn, now: number): number {
  return 'by' in turn ? turn.by : Math.max(0, (periodAt(turn.to, now).end ?? now) + turn.off - now)
}

/** Turns the clock on until no call is open and D1 holds everything. */
async function drain(stage: Stage, accounts: readonly Account[], wrong: string[]): Promise<void> {
  const tags = accounts.map(({ tag }) => tag)
  await stage.turn(stage.offset + stage.latest() - stage.now() + 10 * MINUTE, tags)
  for (let round = 0; ; round++) {
    for (const tag of tags) await stage.ask({ do: 'ring', tag })
    const ledgers = await Promise.all(tags.map((tag) => stage.ask<LedgerView>({ do: 'ledger', tag })))
    const waiting = ledgers.filter(({ open, tail }) => open.length > 0 || tail.length > 0)
    if (waiting.length === 0) return
    if (round === ROUNDS_TO_DRAIN) {
      wrong.push(`${waiting.length} accounts have not brought everything to D1`)
      return
    }
    await stage.turn(stage.offset + MINUTE, tags)
  }
}
