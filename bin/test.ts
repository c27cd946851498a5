import { config } from './checks/config.ts'
import { journeys } from './checks/journeys.ts'
import { NOTHING, type Outcome, single, sum } from './checks/outcome.ts'
import { runScript } from './checks/run.ts'
import { vitest } from './checks/vitest.ts'
import { command, Refusal } from './refusal.ts'

type Step = (args: readonly string[]) => Promise<Outcome>

async function one(script: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await runScript(script, args)
  return single(code === 0, output)
}

/** Says which seeds it plays, also when all is well: one of them nobody has tried. */
async function chaos(args: readonly string[]): Promise<Outcome> {
  const { code, output } = await runScript('../tests/chaos/run.ts', args)
  console.log(`chaos: ${output.split('\n', 1)[0]}`)
  return single(code === 0, output)
}

/** Every check, in order. `npm test -- unit workers` runs some; what follows their names goes to the runner. */
const STEPS: Record<string, Step> = {
  assets: async () => one('../bin/assets.ts', []),
  types: async () => one('typescript/bin/tsc', ['--noEmit']),
  lint: async () => one('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '--max-diagnostics=100', '.']),
  unused: async () =>
    one('knip/bin/knip.js', ['--no-config-hints', '--include', 'files,dependencies,unlisted,unresolved']),
  config,
  unit: (args) => vitest(['--project', 'unit', ...args]),
  workers: (args) => vitest(['--config', 'vitest.workers.config.ts', ...args]),
  house: (args) => vitest(['--project', 'house', ...args]),
  chaos,
  e2e: journeys,
}

/** Which steps to run, and what to hand to their runners. */
function choose(args: readonly string[]): { names: string[]; rest: readonly string[] } {
  const end = args.findIndex((arg) => !(arg in STEPS))
  const named = end < 0 ? args : args.slice(0, end)
  const rest = end < 0 ? [] : args.slice(end)
  if (named.length === 0 && rest.length > 0) {
    throw new Refusal(`There is no step "${rest[0]}": name one or more of ${Object.keys(STEPS).join(', ')}.`)
  }
  const wanted = named.length > 0 ? named : Object.keys(STEPS)
  // The pages import the names of the built assets.
  return { names: [...new Set(['assets', ...wanted])], rest }
}

await command(async () => {
  const { names, rest } = choose(process.argv.slice(2))
  let total = NOTHING
  for (const name of names) {
    const start = Date.now()
    const outcome = (await STEPS[name]?.(rest)) ?? NOTHING
    const { passed, failed, notRun } = outcome
    if (failed > 0 || notRun > 0) console.log(`\n${outcome.output.trim()}\n`)
    const seconds = ((Date.now() - start) / 1000).toFixed(1)
    console.log(`${name}: ${passed} passed, ${failed} failed${notRun > 0 ? `, ${notRun} not run` : ''} (${seconds} s)`)
    total = sum(total, { ...outcome, output: '' })
    if (process.exitCode) break // interrupted
  }
  if (total.notRun > 0) console.log(`\n${total.notRun} not run`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  if (total.failed > 0 || process.exitCode) process.exitCode = 1
})
