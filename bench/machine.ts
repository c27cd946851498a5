import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'

const PACKAGES = ['workerd', 'wrangler', 'miniflare', 'hono', 'drizzle-orm', 'better-auth', '@better-auth/api-key']

/** Where and on what a benchmark ran. */
export interface Machine {
  at: string
  commit: string
  cores: string
  memory: string
  system: string
  /** Runnable processes on average in the minute before. */
  load: number
  versions: string
}

export function describeMachine(): Machine {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  const isChanged = git('status', '--porcelain', '--', ':!bench/results.md', ':!bench/measured.json') !== ''
  const versionOf = (name: string) =>
    (JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }).version
  return {
    at: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: git('rev-parse', '--short', 'HEAD') + (isChanged ? ' with changes' : ''),
    cores: `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `Linux ${release()}`,
    load: loadavg()[0] ?? 0,
    versions: [`node ${process.versions.node}`, ...PACKAGES.map((name) => `${name} ${versionOf(name)}`)].join(', '),
  }
}
