import type { ChildProcess } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { COMPANIONS } from '../root.ts'
import { WRANGLER, wranglerEnv } from '../wrangler.ts'
import { spawnGroup } from './group.ts'
import type { Options } from './options.ts'

const CONFIGS = ['wrangler.toml', ...COMPANIONS.map((name) => `workers/${name}/wrangler.toml`)]
const MINUTE_MS = 60_000

/** What a developer must see of wrangler's talk: what went wrong, with its indented lines, and that it went right again. */
const WRONG = /\[ERROR\]|Failed to build|^\s*\{.*"level":"error"/
const RIGHT = /Compiled Worker successfully/
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with one
const COLOUR = /\x1b\[[0-9;]*m/g

export const logPath = (stateDir: string): string => join(stateDir, 'dev.log')

/** The last lines of the log, for a start that failed. */
export function lastLines(stateDir: string, count = 20): string {
  return readFileSync(logPath(stateDir), 'utf8').trimEnd().split('\n').slice(-count).join('\n')
}

/**
 * Runs the Pages app and every companion Worker in one wrangler process with one folder of state. Its talk goes to
 * dev.log; what matters of it, to `show`.
 */
export function startServer(
  options: Options,
  settings: Record<string, string>,
  show: (line: string) => void,
): ChildProcess {
  const { port, stateDir, devVars } = options
  // With a .dev.vars wrangler gives the Pages app that file instead of the environment; a binding goes before both.
  const overruled = devVars ? Object.entries(settings).filter(([name, value]) => devVars[name] !== value) : []
  const child = spawnGroup(
    WRANGLER,
    [
      ...[
        'pages',
        'dev',
        '--ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--persist-to',
        stateDir,
        '--inspector-port',
        '0',
      ],
      '--show-interactive-dev-session=false',
      ...CONFIGS.flatMap((path) => ['-c', path]),
      ...overruled.flatMap(([name, value]) => ['--binding', `${name}=${value}`]),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: wranglerEnv({
        ...settings,
        CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true',
        // Another Tollgate on this machine has Workers of the same names: neither may find the other's.
        WRANGLER_REGISTRY_PATH: join(stateDir, 'registry'),
      }),
    },
  )
  const log = createWriteStream(logPath(stateDir), { mode: 0o600 })
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    let isWrong = false
    createInterface({ input: stream }).on('line', (coloured) => {
      const line = coloured.replace(COLOUR, '')
      log.write(`${line}\n`)
      isWrong = WRONG.test(line) || (isWrong && /^\s|^$/.test(line))
      if (isWrong || RIGHT.test(line) || options.verbose) show(line)
    })
  }
  return child
}

/** Waits until GET /api/health answers 200; false when the time is up or it is over. */
export async function isHealthy(origin: string, waitMs: number, isOver: () => boolean): Promise<boolean> {
  const deadline = Date.now() + waitMs
  while (Date.now() < deadline && !isOver()) {
    const answer = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    if (answer?.ok) return true
    await new Promise((done) => setTimeout(done, 100))
  }
  return false
}

/** The minute's cron, which nothing calls locally. */
export function startCron(origin: string): void {
  const url = `${origin}/cdn-cgi/local/explorer/api/local/scheduled?worker=tollgate-jobs`
  const tick = () =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cron: '* * * * *' }),
    }).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    ) // while the Workers reload, the next minute does it
  setInterval(tick, MINUTE_MS).unref()
}
