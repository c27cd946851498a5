import type { Bill } from './bills.ts'
import type { Idle } from './idle.ts'
import type { Machine } from './machine.ts'
import { IN_MEMORY } from './options.ts'
import { AS_OF, PRICES } from './prices.ts'
import { type Pace, type Round, ratioOf, summaryOf } from './rates.ts'
import type { Streams } from './streams.ts'
import type { Target } from './targets.ts'
import type { UsageTimes } from './usage.ts'
import { BASE, type Variant } from './variants/variant.ts'

type Rounds = ReadonlyMap<string, readonly Round[]>

/** A table as Markdown writes it; all columns but the first are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n')
}

/** As many digits as a reader can use. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return ''
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  if (value >= 1) return value.toFixed(2)
  return value === 0 ? '0' : value.toFixed(value < 0.01 ? 5 : 3)
}

const mb = (amount: number) => `${amount.toFixed(0)} MB`

export function machineSection(machine: Machine, pace: Pace, isQuick: boolean): string {
  const { at, commit, cores, memory, system, load, versions } = machine
  const warning =
    isQuick || load > 1
      ? `\n**${isQuick ? 'A quick run' : `The machine was busy (load ${load.toFixed(1)})`}: it shows that everything runs; its figures mean little.**\n`
      : ''
  return `${warning}
${at} UTC, commit ${commit}. ${cores}, ${memory}, ${system}, load ${load.toFixed(1)} before.
${versions}.
${pace.rounds} rounds of ${pace.measureMs / 1_000} s, variants in turn, medians of the rounds; state ${IN_MEMORY ? 'in memory' : 'on disk'}.`
}

export const targetsSection = (targets: readonly Target[]): string =>
  table(
    ['must reach', 'expected', 'got', ''],
    targets.map(({ what, expected, got, isReached }) => [what, expected, figure(got), isReached ? 'yes' : '**no**']),
  )

export function ratesSection(variants: readonly Variant[], rounds: Rounds): string {
  return table(
    ['variant', 'in flight', 'calls/s', 'p50 ms', 'p99 ms', 'CPU ms a call', 'of its base'],
    variants.map(({ name, connections, base = BASE }) => {
      const of = rounds.get(name) ?? []
      const { rate, p50, p99, cpuMs } = summaryOf(of)
      const ratio = ratioOf(of, rounds.get(base) ?? []).toFixed(2) + (base === BASE ? '' : ` of ${base}`)
      return [name, String(connections), figure(rate), p50.toFixed(2), p99.toFixed(2), cpuMs.toFixed(3), ratio]
    }),
  )
}

export function useSection(rounds: Rounds): string {
  const rows = [...rounds].flatMap(([name, of]) => {
    const { used } = summaryOf(of)
    if (!used) return []
    const { objectRequests, objectRead, objectWritten, alarmsSet, awakeMs, flushes, d1Read, d1Written, d1Ms } = used
    const cells = [objectRequests, objectRead, objectWritten, alarmsSet, awakeMs, flushes, d1Read, d1Written, d1Ms]
    return [[name, ...cells.map(figure)]]
  })
  return table(
    [
      'a call uses',
      'object requests',
      'object rows read',
      'object rows written',
      'of them alarms',
      'object ms',
      'flushes',
      'D1 rows read',
      'D1 rows written',
      'D1 ms',
    ],
    rows,
  )
}

export function costSection(bills: readonly Bill[]): string {
  const dollars = (amount: number) => `$${amount.toFixed(amount < 0.1 ? 3 : 2)}`
  const rows = bills.map(({ what, cost: { requests, cpu, objects, objectRows, d1Rows, storage, total } }) => [
    what,
    ...[requests, cpu, objects, objectRows, d1Rows, storage, total].map(dollars),
  ])
  return `${table(['a million calls', 'requests', 'CPU', 'objects', 'object rows', 'D1 rows', 'kept a month', 'together'], rows)}

Prices of ${AS_OF} (\`bench/prices.ts\`), beyond what a month includes. CPU is all of workerd's, D1's engine and the objects'
among it, of which Cloudflare bills less. An object is billed while something is under way in it, not while it is idle
and could hibernate. Not in it: a data point of Analytics Engine a call, $${(PRICES.dataPoint * 1e6).toFixed(2)} once Cloudflare bills them, and a line of the log,
$${(PRICES.logLine * 1e6).toFixed(2)}; each has its sampling, and the designs beside it have neither.`
}

export const usageSection = ({ calls, hourlyRows, d1Ms, wallMs, rowsRead }: UsageTimes): string =>
  `An account with ${calls.toLocaleString('en-US')} calls of 61 days in ${hourlyRows.toLocaleString('en-US')} hourly rows (10 keys, 3 routes, 3 outcomes), the page of 30 days beside the 30 before: ${d1Ms.toFixed(1)} ms of D1 time, ${rowsRead.toLocaleString('en-US')} rows read, ${wallMs.toFixed(1)} ms until the answer is here.`

export const idleSection = ({ empty, plainObjects, uncalled, called, idle }: Idle): string =>
  `workerd holds ${mb(empty)} with an empty Worker, ${mb(uncalled)} with the app, ${mb(called)} when 1,000 accounts have just called, ${mb(idle)} when they have been idle for twelve seconds. 1,000 objects that write one row and do nothing else add ${mb(plainObjects)} to an empty workerd: that is SQLite's and workerd's own, and the allocator gives back little of it when objects leave memory.`

export const streamsSection = ({ directMs, throughMs, held }: Streams): string =>
  `First event: ${directMs.toFixed(2)} ms directly, ${throughMs.toFixed(2)} ms through the gateway: ${(throughMs - directMs).toFixed(2)} ms more (at most 5 expected).

Memory of the gateway: ${mb(held.before)} before, ${mb(held.open)} with 200 streams open, at most ${mb(held.most)} while 1 GB passes beside them at ${mb(held.rate)}/s.`
