import { setTimeout as delay } from 'node:timers/promises'
import { type Figures, load } from './load.ts'
import { median } from './statistics.ts'
import type { Variant } from './variants/variant.ts'
import type { Tally } from './workers/tally.ts'
import type { World } from './world.ts'

export interface Pace {
  rounds: number
  warmMs: number
  measureMs: number
}

/** One round of one variant. */
export interface Round extends Figures {
  /** Processor time of workerd, ms of all its threads together, in the whole window. */
  cpuMs: number
  /** What the counted Worker used in the window. */
  used: Tally | null
}

const TICK_MS = 250
/** By then the end of a call has been sent by itself: src/platform/settlements.ts. */
const SETTLED_MS = 2_500

/** Measures each variant once in each round: a machine whose speed drifts drifts for all of them. */
export async function measureRates(
  world: World,
  variants: readonly Variant[],
  pace: Pace,
): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(variants.map(({ name }) => [name, []]))
  const rates = new Map<string, number>()
  for (const variant of variants) {
    rates.set(variant.name, await warm(world, variant, pace.warmMs))
    await drain(world, variant)
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (const variant of variants) {
      // The objects have been put out of memory since the last round: that is not what is measured.
      await warm(world, variant, 200)
      // An isolate that was busy lets ends wait for longer: src/platform/settlements.ts.
      if (variant.restMs) await delay(SETTLED_MS)
      results.get(variant.name)?.push(await measure(world, variant, pace.measureMs, rates.get(variant.name) ?? 0))
      await drain(world, variant)
    }
  }
  return results
}

async function warm(world: World, variant: Variant, ms: number): Promise<number> {
  await world.tellMeter('/flushes', { on: variant.flushes !== 'held' })
  const figures = await loaded({ ...variant, restMs: 0, ms, atLeast: variant.accounts?.length ?? 0 })
  return figures.rate
}

/** A run that breaks off says in which variant. */
async function loaded(variant: Variant & { ms: number; atLeast?: number }): Promise<Figures> {
  try {
    return await load(variant)
  } catch (error) {
    throw new Error(`${variant.name} broke off`, { cause: error })
  }
}

async function measure(world: World, variant: Variant, ms: number, rate: number): Promise<Round> {
  const { counted, accounts = [], flushes } = variant
  const before = counted ? await world.tallyOf(counted) : null
  const stop = flushes === 'paced' ? flushSteadily(world, accounts, rate) : null
  const cpu = world.cpuMs()
  const figures = await loaded({ ...variant, ms })
  const cpuMs = world.cpuMs() - cpu
  await stop?.()
  const after = counted ? await world.tallyOf(counted) : null
  return { ...figures, cpuMs, used: before && after ? difference(after, before) : null }
}

/** Has each object flush as often as it would by itself: after a minute, or after 1,000 calls. */
function flushSteadily(world: World, accounts: Variant['accounts'] & object, rate: number): () => Promise<void> {
  const everyTick = (Math.max(accounts.length / 60, rate / 1_000) * TICK_MS) / 1_000
  let [due, next, last] = [0, 0, Promise.resolve()]
  const timer = setInterval(() => {
    due += everyTick
    const tags: string[] = []
    for (; due >= 1; due--) tags.push((accounts[next++ % accounts.length] as { tag: string }).tag)
    last = Promise.all([last, world.tellMeter('/flush', { tags })]).then(() => {})
  }, TICK_MS)
  return () => {
    clearInterval(timer)
    return last
  }
}

async function drain(world: World, { accounts }: Variant): Promise<void> {
  if (!accounts) return
  await world.tellMeter('/flushes', { on: true })
  // Ends of many accounts' calls are still on their way, and would have their objects flush during another variant.
  if (accounts.length > 1) await delay(SETTLED_MS)
  await world.tellMeter('/drain', { tags: accounts.map(({ tag }) => tag) })
}

export const difference = (after: Tally, before: Tally): Tally =>
  Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name as keyof Tally]]),
  ) as unknown as Tally

/** What the rounds of a variant say together. */
export interface Summary {
  rate: number
  p50: number
  p99: number
  /** Of workerd a call. */
  cpuMs: number
  /** Of what was counted, a call. */
  used: Tally | null
}

/** Medians of the rounds; what was used is summed over all of them. */
export function summaryOf(rounds: readonly Round[]): Summary {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  const answers = rounds.reduce((sum, round) => sum + round.answers, 0)
  const used = rounds.flatMap((round) => round.used ?? [])
  const sumOf = (name: keyof Tally) => used.reduce((sum, tally) => sum + tally[name], 0) / answers
  const names = Object.keys(used[0] ?? {}) as (keyof Tally)[]
  return {
    rate: of((round) => round.rate),
    p50: of((round) => round.p50),
    p99: of((round) => round.p99),
    cpuMs: of((round) => round.cpuMs / round.answers),
    used: used.length > 0 ? (Object.fromEntries(names.map((name) => [name, sumOf(name)])) as unknown as Tally) : null,
  }
}

/** How many times another's rate: the median of the rounds' own ratios. */
export const ratioOf = (rounds: readonly Round[], base: readonly Round[]): number =>
  median(rounds.map((round, i) => round.rate / (base[i]?.rate ?? Number.NaN)))
