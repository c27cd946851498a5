import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at } from '../root.ts'
import { findChromium } from './chromium.ts'
import { NOTHING, type Outcome } from './outcome.ts'
import { runScript } from './run.ts'

interface Report {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The journeys of tests/journeys in a real browser, against a service that is started for them on fresh state. */
export async function journeys(args: readonly string[]): Promise<Outcome> {
  const folder = at('tests/journeys')
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.spec.ts')) : []
  if (files.length === 0) return NOTHING
  const browser = await findChromium()
  if (!browser.path) {
    const isStrict = process.env.CI === 'true'
    const output = `No Chromium here, and none could be installed:\n${browser.path === null ? browser.reason : ''}`
    return { passed: 0, failed: isStrict ? 1 : 0, notRun: files.length, output }
  }
  const temporary = mkdtempSync(join(tmpdir(), 'tollgate-journeys-'))
  const report = join(temporary, 'report.json')
  try {
    const { code, output } = await runScript('playwright/cli.js', ['test', ...args, '--reporter=list,json'], {
      ...process.env,
      NO_COLOR: '1',
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      TOLLGATE_CHROMIUM: browser.path,
      TOLLGATE_PORT: String(await freePort()),
      TOLLGATE_SCANNER_PORT: String(await freePort()),
      TOLLGATE_STRIPE_PORT: String(await freePort()),
      TOLLGATE_STATE_DIR: join(temporary, 'state'),
    })
    const stats = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report).stats : null
    // A journey that passes only when tried again has failed.
    const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0)
    return {
      passed: stats?.expected ?? 0,
      failed: code === 0 ? failed : Math.max(failed, 1),
      notRun: stats?.skipped ?? 0,
      output,
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
