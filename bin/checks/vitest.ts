import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from './outcome.ts'
import { runScript } from './run.ts'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

// The plugin's first try to load a module of Node, before the second succeeds.
const NOISE = /^\[vitest-plugin\] Failed to import "node:.*\nFallback service failed.*\n/gm

/** Runs vitest and counts its tests. A file that could not be loaded, and an error outside any test, count one each. */
export async function vitest(args: readonly string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-vitest-'))
  const path = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
    const { code, output } = await runScript('vitest/vitest.mjs', ['run', ...args, ...reporters], {
      ...process.env,
      NO_COLOR: '1',
    })
    const report = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : null
    const unloaded = report?.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    const failed = (report?.numFailedTests ?? 0) + (unloaded?.length ?? 0)
    return {
      passed: report?.numPassedTests ?? 0,
      failed: code === 0 ? failed : Math.max(failed, 1),
      notRun: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
      output: output.replace(NOISE, ''),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
