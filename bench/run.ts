import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { measureAlone } from './alone.ts'
import { ALONE, billsOf } from './bills.ts'
import { buildScripts } from './build.ts'
import { measureIdle } from './idle.ts'
import { describeMachine } from './machine.ts'
import { measuredOf } from './measured.ts'
import { startNginx } from './nginx.ts'
import { readOptions } from './options.ts'
import { measureRates } from './rates.ts'
import {
  costSection,
  idleSection,
  machineSection,
  ratesSection,
  streamsSection,
  targetsSection,
  usageSection,
  useSection,
} from './report.ts'
import { bytesACall, readStored } from './stored.ts'
import { measureStreams } from './streams.ts'
import { targetsOf } from './targets.ts'
import { measureUsage } from './usage.ts'
import { admission } from './variants/admission.ts'
import { baselines } from './variants/baselines.ts'
import { proxying } from './variants/proxying.ts'
import { refusals } from './variants/refusals.ts'
import { BASE } from './variants/variant.ts'
import { makeWorld } from './world.ts'

const { pace, isQuick, wants, wantsAll } = readOptions(process.argv.slice(2))
const machine = describeMachine()
const upstream = fork('bench/upstream.ts')
const [ports] = (await once(upstream, 'message')) as [{ plain: number; streaming: number }]
const scripts = await buildScripts()
// First, while nothing else runs beside it.
const idle = wants('idle') ? await measureIdle(scripts) : null
const world = await makeWorld(ports, scripts)
const nginx = wants('nginx') ? await startNginx(ports.plain, world.port) : null
try {
  const all = [...baselines(world), ...admission(world), ...refusals(world), ...proxying(world, nginx)]
  const named = all.filter(({ name }) => wants(name))
  // What a variant is compared with is measured beside it.
  const needed = new Set(named.flatMap(({ name, base = BASE }) => [name, base]))
  const variants = all.filter(({ name }) => needed.has(name))
  const before = await readStored(world)
  const rounds = await measureRates(world, variants, pace)
  const after = await readStored(world)
  if (wants(ALONE)) rounds.set(ALONE, [await measureAlone(world)])
  const bytes = {
    tollgate: bytesACall(after.tollgate, before.tollgate),
    seedLike: bytesACall(after.seedLike, before.seedLike),
    // It keeps no log of calls.
    betterAuth: 0,
  }
  const bills = billsOf(rounds, bytes)
  const usage = wants('usage') ? await measureUsage(world) : null
  const streams = wants('streams') ? await measureStreams(world, ports.streaming) : null
  const targets = targetsOf({ rounds, bills, idle, usage })
  const sections: [string, string | null][] = [
    ['Must reach', targets.length > 0 ? targetsSection(targets) : null],
    ['Calls', variants.length > 0 ? ratesSection(variants, rounds) : null],
    ['What a call uses', variants.some(({ counted }) => counted) ? useSection(rounds) : null],
    ['Cost of a million calls', bills.length > 0 ? costSection(bills) : null],
    ['/usage', usage && usageSection(usage)],
    ['Memory', idle && idleSection(idle)],
    ['Streams', streams && streamsSection(streams)],
  ]
  const body = sections.flatMap(([title, text]) => (text ? [`## ${title}\n\n${text}\n`] : [])).join('\n')
  const report = `# Benchmark\n${machineSection(machine, pace, isQuick)}\n\n${body}`
  console.log(report)
  if (wantsAll) {
    writeFileSync('bench/results.md', report)
    const measured = measuredOf({ machine, isQuick, rounds, bytes })
    writeFileSync('bench/measured.json', `${JSON.stringify(measured, null, 2)}\n`)
  }
} finally {
  await nginx?.close()
  await world.close()
  upstream.disconnect()
}
