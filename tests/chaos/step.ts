import { setTimeout as rest } from 'node:timers/promises'
import { makeIds } from '../../src/domain/ids.ts'
import { periodAt } from '../../src/domain/periods.ts'
import type { Clients } from './clients.ts'
import type { Change, Errand } from './faults.ts'
import { type Account, random } from './people.ts'
import { type ChangeSpec, LASTS_MS, LATE_MOST_MS, type Schedule, type Step, type Turn } from './schedule.ts'
import type { Stage } from './stage.ts'
import type { Standing } from './standing.ts'

/** From a step's start until the last message of it has arrived, ms. */
const LATEST_MS = LASTS_MS + LATE_MOST_MS
const TRIES = 10

interface Cast {
  stage: Stage
  schedule: Schedule
  accounts: Account[]
  /** Ids of the schedule's plans. */
  plans: string[]
  standings: Standing[]
  clients: Clients
}

/** Everything of one step, each at its moment; done when all of it has ended and workerd is up. */
export async function playStep(step: Step, cast: Cast): Promise<void> {
  const { stage, accounts, standings, clients } = cast
  const began = performance.now()
  const tags = accounts.map(({ tag }) => tag)
  const newId = makeIds(() => stage.now(), random)
  const after = (ms: number, act: () => unknown) => rest(ms).then(act)
  const tell = (what: 'evict' | 'view', { afterMs, account }: { afterMs: number; account: number }) =>
    after(afterMs, () => stage.ask({ do: what, tag: tags[account] ?? '' }).catch(() => {}))
  const { kill, d1 } = step
  await surely(stage, { do: 'faults', d1, stop: kill && 'point' in kill ? kill : null })
  await Promise.all([
    ...step.calls.map((call) => clients.call(call)),
    ...step.turns.map((turn) => after(turn.afterMs, () => stage.turn(stage.offset + byOf(turn, stage.now()), tags))),
    ...step.changes.map((change) =>
      after(change.afterMs, () => standings[change.account]?.change(changeOf(change, cast), newId('evt'))),
    ),
    ...step.evictions.map((eviction) => tell('evict', eviction)),
    ...step.looks.map((look) => tell('view', look)),
    ...(kill && 'afterMs' in kill ? [after(kill.afterMs, () => stage.crash())] : []),
  ])
  await stage.up
  await clients.endStep()
  // Messages that come late, come in this step.
  await rest(Math.max(0, LATEST_MS - (performance.now() - began)))
  await surely(stage, { do: 'faults', d1: [], stop: null })
}

/** The point that is waited for may be reached in the middle of this. */
async function surely(stage: Stage, errand: Errand): Promise<void> {
  for (let tries = 1; ; tries++) {
    await stage.up
    try {
      return await stage.ask(errand)
    } catch (error) {
      if (tries === TRIES) throw error
    }
  }
}

/** What a turn adds to the clock, ms. */
const byOf = (turn: Turn, now: number): number =>
  'by' in turn ? turn.by : Math.max(0, (periodAt(turn.to, now).end ?? now) + turn.off - now)

function changeOf({ account, change }: ChangeSpec, { schedule, accounts, plans }: Cast): Change {
  if (change.what === 'account') return change
  if (change.what === 'plan') return { what: 'plan', planId: plans[change.plan] ?? '' }
  const keyId = accounts[account]?.keys[change.key]?.id ?? ''
  if (change.what === 'revoke') return { what: 'revoke', keyId }
  if (change.what === 'key') return { what: 'key', keyId, status: change.status }
  const period = schedule.accounts[account]?.keys[change.key]?.quota?.period
  // A key without a quota gets none: its counter would lack what it was charged before.
  if (!period) return { what: 'key', keyId, status: 'active' }
  return { what: 'quota', keyId, quota: { limit: change.limit, period } }
}
