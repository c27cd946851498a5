import { Agent, type IncomingMessage, request } from 'node:http'
import { residentMb } from './cpu.ts'
import { median } from './statistics.ts'
import type { World } from './world.ts'

const MB = 1024 * 1024

interface Target {
  port: number
  path: string
  headers: Record<string, string>
}

const open = (target: Target, agent: Agent | false) =>
  new Promise<IncomingMessage>((done, fail) => {
    const { port, path, headers } = target
    request({ host: '127.0.0.1', port, path, headers, agent }, done).on('error', fail).end()
  })

const firstPiece = (answer: IncomingMessage) =>
  new Promise<void>((done, fail) => {
    answer.once('data', () => done()).once('error', fail)
  })

/** Until the first event of a stream is there, ms: the median of so many streams, one after the other. */
async function firstEventMs(target: Target, times: number): Promise<number> {
  const durations: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    const answer = await open(target, false)
    if (answer.statusCode !== 200) throw new Error(`expected 200, got ${answer.statusCode}`)
    await firstPiece(answer)
    durations.push(performance.now() - began)
    answer.destroy()
  }
  return median(durations)
}

const ROUNDS = 3
const STREAMS = 200
const GIGABYTE = 1024 ** 3

/** What streams cost: time until the first event, and memory. */
export interface Streams {
  /** Until the first event, ms: from the upstream itself, and through the gateway. */
  directMs: number
  throughMs: number
  held: Held
}

/** Opens streams of the benchmark's upstream, directly and through the gateway. */
export async function measureStreams(world: World, upstream: number): Promise<Streams> {
  const headers = { Authorization: `Bearer ${world.key}` }
  const direct = { port: upstream, path: '/events', headers: {} }
  const events = { port: world.port, path: '/api/streaming/events', headers }
  const bytes = { port: world.port, path: `/api/streaming/bytes/${GIGABYTE}`, headers }
  const [directly, through]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    directly.push(await firstEventMs(direct, 100))
    through.push(await firstEventMs(events, 100))
  }
  const held = await heldWhile(world.pid, events, bytes, STREAMS, GIGABYTE)
  return { directMs: median(directly), throughMs: median(through), held }
}

/** What a process holds in memory while streams are open and while a long answer passes, MB. */
interface Held {
  before: number
  open: number
  /** The most that was seen while the answer passed. */
  most: number
  /** Of the long answer, MB a second. */
  rate: number
}

/** Opens so many streams, lets an answer of so many bytes pass beside them, and watches the gateway's process. */
async function heldWhile(pid: string, events: Target, bytes: Target, streams: number, size: number): Promise<Held> {
  const before = residentMb(pid)
  const agent = new Agent({ maxSockets: streams })
  const answers = await Promise.all(Array.from({ length: streams }, () => open(events, agent)))
  await Promise.all(answers.map(firstPiece))
  const opened = residentMb(pid)
  let [got, most] = [0, opened]
  const began = performance.now()
  for await (const piece of await open(bytes, false)) {
    const past = Math.floor(got / (16 * MB))
    got += (piece as Buffer).length
    if (Math.floor(got / (16 * MB)) > past) most = Math.max(most, residentMb(pid))
  }
  const seconds = (performance.now() - began) / 1000
  if (got !== size) throw new Error(`expected ${size} bytes, got ${got}`)
  for (const answer of answers) answer.destroy()
  agent.destroy()
  return { before, open: opened, most, rate: size / MB / seconds }
}
