import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at } from '../root.ts'
import { catalogue } from '../seed/catalogue.ts'
import { demo, operator, operatorChange } from '../seed/people.ts'
import { WRANGLER, wranglerEnv } from '../wrangler.ts'
import { type DevFile, writeDevFile } from './dev-file.ts'
import { endGroup, spawnGroup } from './group.ts'

/** Runs one of wrangler's D1 commands on the local database; its output is shown only when it fails. */
async function d1(stateDir: string, args: readonly string[]): Promise<void> {
  const child = spawnGroup(WRANGLER, ['d1', ...args, '--local', '--persist-to', stateDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: wranglerEnv(),
  })
  const output: string[] = []
  child.stdout?.on('data', (chunk) => output.push(String(chunk)))
  child.stderr?.on('data', (chunk) => output.push(String(chunk)))
  const code = await new Promise((done) => child.on('exit', done))
  await endGroup(child)
  if (code !== 0) throw new Error(`wrangler d1 ${args.join(' ')} failed:\n${output.join('')}`)
}

/** What the seed depends on besides what development made up. */
export interface SeedSettings {
  /** Of API keys. */
  prefix: string
  freeLimit: number | null
}

/** Every statement of the local seed, in order. */
export function localSeed(file: DevFile, { prefix, freeLimit }: SeedSettings): string[] {
  const now = file.created_at
  return [
    ...catalogue(now, freeLimit),
    ...operator(file.operator, now),
    ...(file.operator.is_new_password ? operatorChange(file.operator.email, file.operator.hash) : []),
    ...demo(file.demo, prefix, now),
  ]
}

function stampOf(statements: readonly string[]): string {
  const hash = createHash('sha256').update(statements.join(';'))
  const migrations = readdirSync(at('migrations')).sort()
  for (const name of ['wrangler.toml', ...migrations.map((name) => join('migrations', name))])
    hash.update(readFileSync(at(name)))
  return hash.digest('hex')
}

/** Migrates the local database. */
export const migrateLocal = (stateDir: string): Promise<void> => d1(stateDir, ['migrations', 'apply', 'DB'])

/** Brings the local database up to the migrations and the seed. Does nothing when neither changed since the last time. */
export async function prepareDatabase(
  stateDir: string,
  file: DevFile,
  settings: SeedSettings,
  say: (text: string) => void,
): Promise<void> {
  const stamp = stampOf(localSeed({ ...file, operator: { ...file.operator, is_new_password: false } }, settings))
  if (file.stamp === stamp && existsSync(join(stateDir, 'v3', 'd1'))) return
  say('Migrating and seeding the local database …')
  await migrateLocal(stateDir)
  const seed = join(stateDir, 'seed.sql')
  try {
    writeFileSync(seed, `${localSeed(file, settings).join(';\n\n')};\n`, { mode: 0o600 })
    await d1(stateDir, ['execute', 'DB', '--file', seed, '--yes'])
  } finally {
    rmSync(seed, { force: true })
  }
  writeDevFile(stateDir, { ...file, operator: { ...file.operator, is_new_password: false }, stamp })
}
