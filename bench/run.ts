import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus, totalmem } from 'node:os'
import { type Figures, load } from './load.ts'
import { startNginx } from './nginx.ts'
import { firstEventMs, heldWhile } from './streams.ts'
import { makeWorld } from './world.ts'

const ROUNDS = 3
const CONNECTIONS = 16
const WARM_MS = 1_500
const MEASURE_MS = 4_000
const STREAMS = 200
const GIGABYTE = 1024 ** 3

interface Variant {
  name: string
  port: number
  path: string
  status: number
  headers: Record<string, string>
  connections: number
  /** The variant whose rate is 1; left out, the first of all. */
  base?: string
  /** The least ratio to the base that is expected. */
  expected?: number
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` })

const upstream = fork('bench/upstream.ts')
const [ports] = (await once(upstream, 'message')) as [{ plain: number; streaming: number }]
const world = await makeWorld(ports)
const nginx = await startNginx(ports.plain, world.port)
try {
  const { model } = cpus()[0] ?? { model: 'unknown' }
  console.log(
    `${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${ROUNDS} rounds of ${MEASURE_MS / 1000} s, medians\n`,
  )
  await measureRates()
  await measureStreams()
} finally {
  nginx?.close()
  await world.close()
  upstream.disconnect()
}

function variantsOf(): Variant[] {
  const { port, key, bare } = world
  const badChecksum = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
  const usual = { port, headers: {}, connections: CONNECTIONS }
  const admission = { ...usual, path: '/api/demo/status/204', status: 204, headers: bearer(key) }
  const ofNginx = nginx ? { ...usual, port: nginx.port, status: 200, headers: bearer(key) } : null
  return [
    { ...usual, name: 'empty Pages function (base)', path: '/empty', status: 204 },
    { ...admission, name: 'exact admission, one account', expected: 0.25 },
    {
      ...usual,
      name: 'a bad checksum refused',
      path: '/api/demo/x',
      status: 401,
      headers: bearer(badChecksum),
      expected: 0.8,
    },
    { ...usual, name: 'a 401 of that size, nothing checked', path: '/refused', status: 401 },
    { ...admission, name: 'exact admission, one call at a time', connections: 1 },
    { ...usual, name: 'empty Pages function, one at a time', path: '/empty', status: 204, connections: 1 },
    { ...usual, name: 'a bare Worker that fetches', port: bare, path: '/', status: 200 },
    {
      ...usual,
      name: 'the gateway before the same upstream',
      path: '/api/up/',
      status: 200,
      headers: bearer(key),
      base: 'a bare Worker that fetches',
      expected: 0.4,
    },
    ...(ofNginx
      ? [
          { ...ofNginx, name: 'nginx alone', path: '/alone' },
          { ...ofNginx, name: 'nginx that asks /api/authorize', path: '/asked', base: 'nginx alone' },
        ]
      : []),
  ]
}

async function measureRates(): Promise<void> {
  const variants = variantsOf()
  const results = new Map<string, Figures[]>(variants.map(({ name }) => [name, []]))
  for (const variant of variants) await load({ ...variant, ms: WARM_MS })
  // In turn within each round: a machine whose speed drifts drifts for all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const variant of variants) results.get(variant.name)?.push(await load({ ...variant, ms: MEASURE_MS }))
  }
  const first = variants[0]?.name ?? ''
  console.log('| variant | connections | calls/s | p50 ms | p99 ms | of its base | expected |')
  console.log('|---|---:|---:|---:|---:|---:|---:|')
  for (const { name, connections, base = first, expected } of variants) {
    const figures = results.get(name) as Figures[]
    const bases = results.get(base) as Figures[]
    const of = (pick: (figures: Figures) => number) => median(figures.map(pick))
    const ratio = median(figures.map((figure, round) => figure.rate / (bases[round] as Figures).rate))
    const cells = [
      of((f) => f.rate).toFixed(0),
      of((f) => f.p50).toFixed(2),
      of((f) => f.p99).toFixed(2),
      ratio.toFixed(2) + (base === first ? '' : ` of ${base}`),
      expected ?? '',
    ]
    console.log(`| ${name} | ${connections} | ${cells.join(' | ')} |`)
  }
}

async function measureStreams(): Promise<void> {
  const headers = bearer(world.key)
  const direct = { port: ports.streaming, path: '/events', headers: {} }
  const events = { port: world.port, path: '/api/streaming/events', headers }
  const bytes = { port: world.port, path: `/api/streaming/bytes/${GIGABYTE}`, headers }
  const rounds: [number, number][] = []
  for (let round = 0; round < ROUNDS; round++)
    rounds.push([await firstEventMs(direct, 100), await firstEventMs(events, 100)])
  const [directly, through] = [median(rounds.map(([a]) => a)), median(rounds.map(([, b]) => b))]
  const more = (through - directly).toFixed(2)
  console.log(
    `\nFirst event: ${directly.toFixed(2)} ms directly, ${through.toFixed(2)} ms through the gateway: ${more} ms more (at most 5 expected).`,
  )
  const held = await heldWhile(events, bytes, STREAMS, GIGABYTE)
  const mb = (amount: number) => `${amount.toFixed(0)} MB`
  console.log(
    `Memory of the gateway: ${mb(held.before)} before, ${mb(held.open)} with ${STREAMS} streams open, at most ${mb(held.most)} while 1 GB passes beside them at ${mb(held.rate)}/s.`,
  )
}
