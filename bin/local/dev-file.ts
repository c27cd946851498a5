import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeIds, type Random } from '../../src/domain/ids.ts'
import { isMinted, mintKey, newTag, randomBase62, readTag } from '../../src/domain/keys/format.ts'
import { hashPassword, verifyPassword } from '../../src/domain/people/phc.ts'
import { Refusal } from '../refusal.ts'
import type { Person } from '../seed/people.ts'
import type { Options } from './options.ts'

/** What development makes up and keeps, in dev.json of the state folder; mode 0600. */
export interface DevFile {
  created_at: number
  key_secrets: string
  operator: Person & { password: string | null; is_new_password: boolean }
  demo: Person & { key: string; key_id: string }
  /** What the database was last migrated and seeded from. */
  stamp: string | null
}

export const random: Random = (length) => new Uint8Array(randomBytes(length))

const path = (stateDir: string): string => join(stateDir, 'dev.json')

// mkdir's own recursive mode never returns under /proc.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

function read(stateDir: string): Partial<DevFile> {
  makeFolder(stateDir)
  if (!existsSync(path(stateDir))) return {}
  try {
    return JSON.parse(readFileSync(path(stateDir), 'utf8'))
  } catch {
    throw new Refusal(`${path(stateDir)} is damaged: remove the folder ${stateDir} to start afresh.`)
  }
}

/** Replaces dev.json whole, so that a crash leaves the old or the new one. */
export function writeDevFile(stateDir: string, file: DevFile): void {
  const draft = `${path(stateDir)}.new`
  writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, path(stateDir))
}

/** The operator: as given, else as kept, else made up. The hash stays as long as the password matches it. */
function operatorOf(
  kept: DevFile['operator'] | undefined,
  given: Options['operator'],
  fresh: () => Person,
): DevFile['operator'] {
  const password = given?.password ?? kept?.password ?? randomBase62(20, random)
  const isSame = kept !== undefined && verifyPassword(password, kept.hash) !== false
  return {
    ...(kept ?? fresh()),
    email: given?.email ?? 'admin@localhost.test',
    password: given ? null : password,
    hash: isSame ? kept.hash : hashPassword(password, random),
    is_new_password: kept !== undefined && (!isSame || kept.is_new_password),
  }
}

/** Opens dev.json and fills in what is missing or no longer fits the settings. */
export function openDevFile(options: Options): DevFile {
  const { stateDir, settings } = options
  try {
    const kept = read(stateDir)
    const now = Date.now()
    const ids = makeIds(() => now, random)
    const fresh = (email: string): Person => ({
      user_id: ids('user'),
      account_id: ids('acct'),
      tag: newTag(random),
      email,
      hash: hashPassword(randomBase62(40, random), random), // of a password that nobody knows
    })
    const key_secrets = kept.key_secrets ?? randomBytes(32).toString('base64')
    const secrets = (settings.KEY_SECRETS ?? key_secrets).split(',').map((secret) => secret.trim())
    const prefix = settings.API_PREFIX ?? 'sk_'
    const demo = kept.demo ?? { ...fresh('demo@localhost.test'), key: '', key_id: '' }
    if (readTag(demo.key, prefix) === null || !isMinted(demo.key, prefix, secrets)) {
      demo.key = mintKey(prefix, demo.tag, secrets, random)
      demo.key_id = ids('key')
    }
    const file: DevFile = {
      created_at: kept.created_at ?? now,
      key_secrets,
      operator: operatorOf(kept.operator, options.operator, () => fresh('')),
      demo,
      stamp: kept.stamp ?? null,
    }
    writeDevFile(stateDir, file)
    return file
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST', 'ENOSPC'].includes(code ?? '')) throw error
    throw new Refusal(
      `The state folder ${stateDir} cannot be written (${code}): make it writable, or set STATE_DIR to another folder.`,
    )
  }
}
