import { Agent, type IncomingMessage, request } from 'node:http'
import { residentMb } from './cpu.ts'

const MB = 1024 * 1024

export interface Target {
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
export async function firstEventMs(target: Target, times: number): Promise<number> {
  const durations: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    const answer = await open(target, false)
    if (answer.statusCode !== 200) throw new Error(`expected 200, got ${answer.statusCode}`)
    await firstPiece(answer)
    durations.push(performance.now() - began)
    answer.destroy()
  }
  durations.sort((a, b) => a - b)
  return durations[Math.floor(times / 2)] as number
}

/** What a process holds in memory while streams are open and while a long answer passes, MB. */
export interface Held {
  before: number
  open: number
  /** The most that was seen while the answer passed. */
  most: number
  /** Of the long answer, MB a second. */
  rate: number
}

/** Opens so many streams, lets an answer of so many bytes pass beside them, and watches the gateway's process. */
export async function heldWhile(
  pid: string,
  events: Target,
  bytes: Target,
  streams: number,
  size: number,
): Promise<Held> {
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
