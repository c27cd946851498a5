import { parseArgs } from 'node:util'
import { command, Refusal } from '../bin/refusal.ts'
import { buildScripts } from './build.ts'
import { type Figures, load } from './load.ts'
import { median } from './statistics.ts'
import { bearer } from './variants/variant.ts'
import { makeWorld, type World } from './world.ts'

const ROUNDS = 3
/** Of a Zipf split: the busiest account has twice the calls of the second, and so on. */
const TURNS = 10_000
const NEIGHBOURS = { connections: 16, restMs: 30 }
const ABUSE = { connections: 16, restMs: 10 }
const MEMORY_EVERY_MS = 250
/** No round may take longer than this, s: the whole run is bounded. */
const MOST_SECONDS = 15

const CALL = { path: '/api/demo/status/204', status: 204 }

/** What goes on beside the neighbours' calls. */
const PHASES = ['nothing', 'abuse', 'as many good calls'] as const
type Phase = (typeof PHASES)[number]

/** Neighbours' figures, and how many a second came from what goes on beside them. */
type Measured = Figures & { beside: number }

/** Authorizations so that calls fall on accounts by Zipf's law, in an order that mixes them. */
function splitByZipf(accounts: World['accounts']): Record<string, string>[] {
  const weights = accounts.map((_, i) => 1 / (i + 1))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights
    .flatMap((weight, i) =>
      Array.from({ length: Math.max(1, Math.round((weight / all) * TURNS)) }, () => ({
        headers: bearer(accounts[i]?.key ?? ''),
        at: Math.random(),
      })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ headers }) => headers)
}

/** One call of the abuser's is let through an hour; its first is made here. */
async function tame(world: World, { id, key }: World['accounts'][number]): Promise<void> {
  const limits = JSON.stringify([{ name: 'burst', limit: 1, window_seconds: 3_600 }])
  await world.d1.prepare('UPDATE api_keys SET rate_limits = ? WHERE account_id = ?').bind(limits, id).run()
  await load({ ...CALL, port: world.port, headers: bearer(key), connections: 1, ms: 0, atLeast: 1 })
}

async function measure(world: World, split: Record<string, string>[], abuser: string, ms: number, phase: Phase) {
  const { port } = world
  const beside = {
    nothing: null,
    abuse: () => load({ ...CALL, ...ABUSE, status: 429, port, headers: bearer(abuser), ms }),
    'as many good calls': () => load({ ...CALL, ...ABUSE, port, headers: split, ms }),
  }[phase]
  const [figures, others] = await Promise.all([load({ ...CALL, ...NEIGHBOURS, port, headers: split, ms }), beside?.()])
  return { ...figures, beside: others?.rate ?? 0 }
}

function print(results: Map<Phase, Measured[]>): void {
  const quiet = results.get('nothing') ?? []
  const ratio = (measured: Measured[], of: 'p50' | 'p99') =>
    median(measured.map((figures, round) => figures[of] / (quiet[round] as Measured)[of])).toFixed(2)
  console.log(
    '| beside the neighbours | that, a second | their calls a second | p50 ms | p99 ms | p50 of nothing | p99 of nothing |',
  )
  console.log('|---|---:|---:|---:|---:|---:|---:|')
  for (const [phase, measured] of results) {
    const of = (name: 'beside' | 'rate' | 'p50' | 'p99', digits: number) =>
      median(measured.map((figures) => figures[name])).toFixed(digits)
    const cells = [
      of('beside', 0),
      of('rate', 0),
      of('p50', 2),
      of('p99', 2),
      ratio(measured, 'p50'),
      ratio(measured, 'p99'),
    ]
    console.log(`| ${phase} | ${cells.join(' | ')} |`)
  }
}

function numberOf(name: string, text: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new Refusal(`--${name} takes a whole number from 1 to ${most}: "${text}" is none.`)
}

await command(async () => {
  const { values } = parseArgs({
    options: { accounts: { type: 'string', default: '500' }, seconds: { type: 'string', default: '10' } },
  })
  const seconds = numberOf('seconds', values.seconds, MOST_SECONDS)
  // None of these calls reaches an upstream of the benchmark.
  const world = await makeWorld({ plain: 9, streaming: 9 }, await buildScripts())
  try {
    const count = numberOf('accounts', values.accounts, world.accounts.length - 1)
    const [abuser, ...neighbours] = world.accounts.slice(0, count + 1) as [World['accounts'][number]]
    const memory = { start: world.residentMb(), most: 0 }
    const watch = setInterval(() => {
      memory.most = Math.max(memory.most, world.residentMb())
    }, MEMORY_EVERY_MS)
    await tame(world, abuser)
    const split = splitByZipf(neighbours)
    // A cold object reads its account from D1 first.
    const each = neighbours.map(({ key }) => bearer(key))
    await load({ ...CALL, ...NEIGHBOURS, port: world.port, headers: each, ms: seconds * 1_000, atLeast: count })
    const results = new Map<Phase, Measured[]>(PHASES.map((phase) => [phase, []]))
    // In turn within each round: a machine whose speed drifts drifts for all of them.
    for (let round = 0; round < ROUNDS; round++) {
      for (const phase of PHASES)
        results.get(phase)?.push(await measure(world, split, abuser.key, seconds * 1_000, phase))
    }
    clearInterval(watch)
    console.log(`${count} accounts, Zipf split, ${ROUNDS} rounds of ${seconds} s each, medians\n`)
    print(results)
    const mb = (amount: number) => `${amount.toFixed(0)} MB`
    console.log(
      `\nMemory of workerd: ${mb(memory.start)} at the start, ${mb(memory.most)} at most, ${mb(world.residentMb())} at the end.`,
    )
  } finally {
    await world.close()
  }
})
