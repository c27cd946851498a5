import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeIds, type Random } from '../../src/domain/ids.ts'
import { newTag } from '../../src/domain/keys/format.ts'
import { hashPassword, verifyPassword } from '../../src/domain/people/phc.ts'
import { Refusal } from '../refusal.ts'
import { catalogue } from '../seed/catalogue.ts'
import { operator, operatorChange } from '../seed/people.ts'
import { configOf, type Environment } from './environment.ts'
import { jsonIn, must } from './resources.ts'
import type { Wrangler } from './wrangler-run.ts'

const random: Random = (length) => new Uint8Array(randomBytes(length))

const d1 = (environment: Environment, args: readonly string[]): string[] => [
  'd1',
  ...args,
  '--remote',
  '-c',
  configOf(environment, 'jobs'),
]

/** Brings the environment's database up to the migrations. */
export const migrateCommand = (environment: Environment): string[] => d1(environment, ['migrations', 'apply', 'DB'])

/** Runs statements as one file: they hold a password's hash, so they never stand on a command line. */
async function execute(wrangler: Wrangler, environment: Environment, statements: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-seed-'))
  try {
    const file = join(folder, 'seed.sql')
    writeFileSync(file, `${statements.join(';\n\n')};\n`, { mode: 0o600 })
    await must(wrangler, d1(environment, ['execute', 'DB', '--yes', '--file', file]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The operator user as the database has them; null before the first seed. */
export async function findOperator(
  wrangler: Wrangler,
  environment: Environment,
): Promise<{ email: string; password: string } | null> {
  const select = "SELECT email, password FROM users WHERE username = 'admin' AND is_operator = 1"
  const output = await must(wrangler, d1(environment, ['execute', 'DB', '--json', '--command', select]))
  const [answer] = jsonIn<{ results: { email: string; password: string }[] }[]>(output)
  return answer?.results[0] ?? null
}

/**
 * Seeds plans, the demo route and the first operator. What is there stays as it is, but an operator whose address or
 * password is no longer the given one gets the given ones.
 */
export async function seedRemote(
  wrangler: Wrangler,
  environment: Environment,
  given: { email: string; password: string } | null,
  freeLimit: number | null,
): Promise<string> {
  const now = Date.now()
  const there = await findOperator(wrangler, environment)
  if (!there && !given)
    throw new Refusal('The service has no operator yet: set ADMIN_EMAIL and ADMIN_PASSWORD for the first one.')
  const ids = makeIds(() => now, random)
  const statements = catalogue(now, freeLimit)
  let said = 'The operator stays as they are.'
  if (given && !there) {
    const hash = hashPassword(given.password, random)
    const who = { user_id: ids('user'), account_id: ids('acct'), tag: newTag(random), email: given.email, hash }
    statements.push(...operator(who, now))
    said = `The operator is ${given.email}.`
  } else if (given && there && (there.email !== given.email || !verifyPassword(given.password, there.password))) {
    statements.push(...operatorChange(given.email, hashPassword(given.password, random)))
    said = `The operator is now ${given.email} with the given password; their sessions ended.`
  }
  await execute(wrangler, environment, statements)
  if (!(await findOperator(wrangler, environment))) {
    throw new Refusal(
      'The operator could not be added: the name "admin" or the address of ADMIN_EMAIL belongs to another user.',
    )
  }
  return said
}
