import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { at } from '../../bin/root.ts'

/** This process's environment without what npm and a developer's shell put there. */
export function cleanEnv(more: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), ...more }
}

export interface Running {
  child: ChildProcess
  said: () => string
  ended: Promise<number | null>
}

/** Starts a program in the project's folder, as a terminal does: in a process group of its own. */
export function launch(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(program, args, { cwd: at(), env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  return { child, said: () => said, ended: new Promise((done) => child.on('exit', done)) }
}

/** Runs npm start on a state folder, until it serves; its address. */
export async function serve(state: string, env: Record<string, string> = {}): Promise<string> {
  const port = String(await freePort())
  const running = launch('npm', ['start'], cleanEnv({ ...env, STATE_DIR: state, PORT: port }))
  const isUp = await eventually(() => running.said().includes('Try it') || running.child.exitCode !== null, 90_000)
  if (!isUp || running.child.exitCode !== null) throw new Error(`npm start did not come up:\n${running.said()}`)
  return `http://localhost:${port}`
}

/** Kills whatever runs on a state folder, at once. */
export async function killAll(state: string): Promise<void> {
  for (const { pid } of processesWith(state)) process.kill(pid, 'SIGKILL')
  await eventually(() => processesWith(state).length === 0, 10_000)
}

/** Runs a program to its end. */
export async function runToEnd(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const running = launch(program, args, env)
  const code = await running.ended
  return { code, said: running.said() }
}

/** Asks until the answer is true; whether it ever was. */
export async function eventually(ask: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline) {
    if (ask()) return true
    await delay(50)
  }
  return ask()
}

/** Every process that has this text in its environment or its command line; zombies have neither. */
export function processesWith(text: string): { pid: number; line: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        const isIt = line.includes(text) || readFileSync(`/proc/${name}/environ`, 'utf8').includes(text)
        return isIt ? [{ pid: Number(name), line }] : []
      } catch {
        return [] // it ended while we looked
      }
    })
}

/** Listens on a free port of 127.0.0.1. */
export function listen(): Promise<{ port: number; server: Server }> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      done({ port: typeof address === 'object' && address ? address.port : 0, server })
    })
  })
}

export async function freePort(): Promise<number> {
  const { port, server } = await listen()
  await new Promise((done) => server.close(done))
  return port
}
