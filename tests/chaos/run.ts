import { parseArgs } from 'node:util'
import { command, Refusal } from '../../bin/refusal.ts'
import { judge } from './judge.ts'
import { play } from './play.ts'
import { type Schedule, scheduleOf } from './schedule.ts'
import { bundle, Stage } from './stage.ts'

/** Run each time, with one that nobody has tried. */
const SEEDS = [200, 201, 205]
const STEPS = 20
const SHOWN = 20

interface Tally {
  seeds: number
  calls: number
  admitted: number
  kills: Map<string, number>
  failed: number[]
}

/** Plays one seed and says what is wrong afterwards. */
async function tryOne(script: string, seed: number, tally: Tally): Promise<void> {
  const stage = new Stage(script)
  tally.seeds += 1
  try {
    const wrong = await tried(stage, scheduleOf(seed, STEPS), tally)
    if (wrong.length === 0) return
    tally.failed.push(seed)
    console.log([`seed ${seed}: ${wrong.length} wrong`, ...wrong.slice(0, SHOWN)].join('\n  '))
  } finally {
    await stage.close()
  }
}

async function tried(stage: Stage, schedule: Schedule, tally: Tally): Promise<string[]> {
  try {
    const played = await play(stage, schedule)
    const { calls } = played.clients
    tally.calls += calls.length
    tally.admitted += calls.filter(({ heard }) => heard.some(({ code }) => code === 'VALID')).length
    for (const [point, times] of stage.kills) tally.kills.set(point, (tally.kills.get(point) ?? 0) + times)
    return await judge(stage, schedule, played)
  } catch (error) {
    return [`it broke off: ${error instanceof Error ? error.stack : error}`]
  }
}

function sentence({ seeds, calls, admitted, kills, failed }: Tally): string {
  const killed = [...kills.values()].reduce((sum, times) => sum + times, 0)
  return `${seeds} seeds, ${calls} calls, ${admitted} told that they were admitted, ${killed} kills, ${failed.length} seeds failed`
}

const killsOf = ({ kills }: Tally) =>
  [...kills]
    .map(([point, times]) => `${times} ${point || 'at any moment'}`)
    .sort()
    .join(', ')

function numberOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(`--${name} takes a whole number: "${text}" is none.`)
  return Number(text)
}

// What a stage left is removed on the way out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

await command(async () => {
  const { values } = parseArgs({ options: { seed: { type: 'string' }, minutes: { type: 'string' } } })
  const [seed, minutes] = [numberOf('seed', values.seed), numberOf('minutes', values.minutes)]
  const fresh = Math.floor(Math.random() * 1e9)
  const first = seed ?? fresh
  const tally: Tally = { seeds: 0, calls: 0, admitted: 0, kills: new Map(), failed: [] }
  const script = await bundle()
  if (minutes === null) {
    const seeds = seed === null ? [...SEEDS, fresh] : [seed]
    console.log(`seeds ${seeds.join(', ')}`)
    for (const one of seeds) await tryOne(script, one, tally)
  } else {
    console.log(`seeds from ${first} on, for ${minutes} minutes`)
    const began = Date.now()
    let said = 0
    for (let one = first; Date.now() - began < minutes * 60_000; one++) {
      await tryOne(script, one, tally)
      const minute = Math.floor((Date.now() - began) / 60_000)
      if (minute > said) console.log(`${minute} min: ${sentence(tally)}`)
      said = minute
    }
    console.log(`seeds ${first} to ${first + tally.seeds - 1}`)
  }
  console.log(`killed ${killsOf(tally)}`)
  console.log(sentence(tally))
  for (const one of tally.failed) console.log(`again: npm run chaos -- --seed ${one}`)
  if (tally.failed.length > 0) process.exitCode = 1
})
