import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { buildAssets } from '../bin/assets.ts'

const run = promisify(execFile)

const wrangler = (args: string[]) =>
  run(process.execPath, ['--no-warnings', 'node_modules/wrangler/wrangler-dist/cli.js', ...args], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  })

/** What the benchmark runs, each as one script. */
export interface Scripts {
  /** The real API, and the empty function beside it. */
  pages: string
  meter: string
  seedLike: string
  betterAuth: string
}

/** Bundles everything as it would be for a deploy. */
export async function buildScripts(): Promise<Scripts> {
  // The pages import the names of the built assets, which a fresh clone does not have.
  await buildAssets()
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-build-'))
  const [pages, meter, seedLike, betterAuth] = await Promise.all([
    buildPages(folder),
    buildWorker('bench/workers/meter.ts', folder),
    buildWorker('bench/workers/seed-like.ts', folder),
    buildWorker('bench/workers/better-auth.ts', folder),
  ])
  rmSync(folder, { recursive: true })
  return { pages, meter, seedLike, betterAuth }
}

async function buildPages(folder: string): Promise<string> {
  const out = join(folder, 'pages')
  await wrangler([
    ...['pages', 'functions', 'build', 'bench/pages/functions', '--outdir', out, '--compatibility-date', '2026-11-17'],
    ...['--compatibility-flags', 'nodejs_compat'],
  ])
  return readFileSync(join(out, 'index.js'), 'utf8')
}

/** Bundles one Worker. */
export async function buildWorker(
  entry: string,
  folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-build-')),
): Promise<string> {
  const name = basename(entry, '.ts')
  const out = join(folder, name)
  await wrangler(['deploy', entry, '--dry-run', '-c', 'bench/workers/wrangler.toml', '--outdir', out])
  return readFileSync(join(out, `${name}.js`), 'utf8')
}
