import { spawn } from 'node:child_process'
import { at } from '../root.ts'

const running = new Set<ReturnType<typeof spawn>>()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
    process.exitCode = 1
  })
}

export interface Ran {
  code: number | null
  output: string
}

/** Runs a program in the project's folder and keeps what it says. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: at(), env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => done({ code: null, output: `${output}${error.message}` }))
    child.on('close', (code) => {
      running.delete(child)
      done({ code, output })
    })
  })
}

/** Runs a script of node_modules under this Node. */
export const runScript = (script: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran> =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', at('node_modules', script), ...args], env)
