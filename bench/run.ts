import { cpus, totalmem } from 'node:os'
import { type Figures, load } from './load.ts'
import { makeWorld } from './world.ts'

const ROUNDS = 3
const CONNECTIONS = 16
const WARM_MS = 1_500
const MEASURE_MS = 4_000

interface Variant {
  name: string
  path: string
  status: number
  headers: Record<string, string>
  connections: number
  /** The least ratio to the base that is expected. */
  expected?: number
}

const world = await makeWorld()
try {
  const bearer = (key: string) => ({ Authorization: `Bearer ${key}` })
  const badChecksum = world.key.slice(0, -1) + (world.key.endsWith('0') ? '1' : '0')
  const admission = { path: '/api/demo/status/204', status: 204, headers: bearer(world.key) }
  const variants: Variant[] = [
    { name: 'empty Pages function (base)', path: '/empty', status: 204, headers: {}, connections: CONNECTIONS },
    { name: 'exact admission, one account', ...admission, connections: CONNECTIONS, expected: 0.25 },
    {
      name: 'a bad checksum refused',
      path: '/api/demo/x',
      status: 401,
      headers: bearer(badChecksum),
      connections: CONNECTIONS,
      expected: 0.8,
    },
    {
      name: 'a 401 of that size, nothing checked',
      path: '/refused',
      status: 401,
      headers: {},
      connections: CONNECTIONS,
    },
    { name: 'exact admission, one call at a time', ...admission, connections: 1 },
    { name: 'empty Pages function, one at a time', path: '/empty', status: 204, headers: {}, connections: 1 },
  ]
  const results = new Map<string, Figures[]>(variants.map(({ name }) => [name, []]))
  const measure = (variant: Variant, ms: number) => load({ ...variant, port: world.port, ms })
  for (const variant of variants) await measure(variant, WARM_MS)
  // In turn within each round: a machine whose speed drifts drifts for all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const variant of variants) results.get(variant.name)?.push(await measure(variant, MEASURE_MS))
  }

  const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
  const base = results.get('empty Pages function (base)') as Figures[]
  const { model } = cpus()[0] ?? { model: 'unknown' }
  console.log(
    `${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${ROUNDS} rounds of ${MEASURE_MS / 1000} s, medians\n`,
  )
  console.log('| variant | connections | calls/s | p50 ms | p99 ms | of the base | expected |')
  console.log('|---|---:|---:|---:|---:|---:|---:|')
  for (const { name, connections, expected } of variants) {
    const figures = results.get(name) as Figures[]
    const of = (pick: (figures: Figures) => number) => median(figures.map(pick))
    const ratio = median(figures.map((figure, round) => figure.rate / (base[round] as Figures).rate))
    const cells = [
      of((f) => f.rate).toFixed(0),
      of((f) => f.p50).toFixed(2),
      of((f) => f.p99).toFixed(2),
      ratio.toFixed(2),
      expected ?? '',
    ]
    console.log(`| ${name} | ${connections} | ${cells.join(' | ')} |`)
  }
} finally {
  await world.close()
}
