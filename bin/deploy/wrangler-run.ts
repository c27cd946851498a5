import { spawn } from 'node:child_process'
import { at } from '../root.ts'
import { WRANGLER } from '../wrangler.ts'

export interface Answer {
  code: number | null
  output: string
}

/** Runs one of wrangler's commands. `input` is typed into it; `isShown` lets its own words through to the terminal. */
export type Wrangler = (args: readonly string[], options?: { input?: string; isShown?: boolean }) => Promise<Answer>

/** The real wrangler, signed in as whoever runs this. */
export const wrangler: Wrangler = (args, { input, isShown } = {}) =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['--no-warnings', WRANGLER, ...args], {
      cwd: at(),
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        if (isShown) process.stdout.write(chunk)
      })
    }
    child.on('close', (code) => done({ code, output }))
    child.stdin.end(input ?? '')
  })
