import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeIds } from '../src/domain/ids.ts'
import { hashKey, hintOf, mintKey, newTag } from '../src/domain/keys/format.ts'

export const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
export const SECRET = Buffer.from(random(32)).toString('base64')
const id = makeIds(Date.now, random)

/** An account of the benchmark, and the key that it calls with. */
export interface Account {
  id: string
  tag: string
  keyId: string
  key: string
}

interface Seeding {
  /** Of every key: JSON, as it stands in D1. */
  quota?: string
  status?: 'active' | 'revoked'
}

/** Applies the migrations, and saves a plan that nobody uses up and routes that lead to the benchmark's upstream. */
export async function seedDatabase(d1: D1Database, routes: object[]): Promise<void> {
  for (const file of readdirSync('migrations').sort()) {
    // D1 wants a statement at a time; triggers hold semicolons of their own, up to their END.
    const text = readFileSync(join('migrations', file), 'utf8').replace(/--.*$/gm, '')
    const statements = text.match(/\s*(?:CREATE TRIGGER[\s\S]*?\bEND|[\s\S]+?);\s*$/gm) ?? []
    await d1.batch(statements.filter((text) => text.trim()).map((text) => d1.prepare(text)))
  }
  await d1.batch([
    d1.prepare(
      `INSERT INTO users (id, username, email, password, created_at) VALUES ('user_bench', 'bench', 'bench@example.com', '!', 0)`,
    ),
    d1.prepare(
      `INSERT INTO plans (id, key, version, name, price_minor, currency, included_credits, rate_limits, created_at)
       VALUES ('plan_bench', 'bench', 1, 'Bench', 0, 'USD', 1000000000, '[{"name":"burst","limit":1000000000,"window_seconds":60}]', 0)`,
    ),
    d1.prepare(`INSERT INTO snapshots (name, body, updated_at) VALUES ('routes', ?, 0)`).bind(JSON.stringify(routes)),
  ])
}

/** Saves so many accounts with a key each. */
export async function seedAccounts(d1: D1Database, count: number, seeding: Seeding = {}): Promise<Account[]> {
  const accounts = Array.from({ length: count }, () => {
    const tag = newTag(random)
    return { id: id('acct'), tag, keyId: id('key'), key: mintKey('sk_', tag, [SECRET], random) }
  })
  const rows = JSON.stringify(
    accounts.map(({ key, ...rest }) => ({ ...rest, hash: hashKey(key), hint: hintOf(key, 'sk_') })),
  )
  await d1.batch([
    d1
      .prepare(
        `INSERT INTO accounts (id, name, tag, plan_id, created_at)
         SELECT value ->> 'id', 'Bench', value ->> 'tag', 'plan_bench', 0 FROM json_each(?)`,
      )
      .bind(rows),
    d1
      .prepare(
        `INSERT INTO api_keys (id, account_id, hash, hint, name, status, quota, created_by, created_at, revision)
         SELECT value ->> 'keyId', value ->> 'id', value ->> 'hash', value ->> 'hint', 'bench', ?2, ?3, 'user_bench', 0, 1
         FROM json_each(?1)`,
      )
      .bind(rows, seeding.status ?? 'active', seeding.quota ?? null),
  ])
  return accounts
}

/** The database of bench/workers/seed-like.ts, with as many accounts and keys. */
export async function seedPlainly(d1: D1Database, accounts: readonly Account[]): Promise<void> {
  const rows = JSON.stringify(accounts.map(({ id, keyId, key }) => ({ id, keyId, hash: hashKey(key) })))
  await d1.batch([
    d1.prepare('CREATE TABLE plans (id TEXT PRIMARY KEY, included_credits INTEGER NOT NULL) WITHOUT ROWID'),
    d1.prepare('CREATE TABLE accounts (id TEXT PRIMARY KEY, plan_id TEXT NOT NULL) WITHOUT ROWID'),
    d1.prepare(
      'CREATE TABLE keys (hash TEXT PRIMARY KEY, id TEXT NOT NULL, account_id TEXT NOT NULL, status TEXT NOT NULL) WITHOUT ROWID',
    ),
    d1.prepare(
      'CREATE TABLE usage (account_id TEXT, month TEXT, calls INTEGER NOT NULL, PRIMARY KEY (account_id, month)) WITHOUT ROWID',
    ),
    d1.prepare(
      `CREATE TABLE log (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, key_id TEXT NOT NULL, request_id TEXT NOT NULL,
       at INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL, ms INTEGER NOT NULL,
       bytes INTEGER NOT NULL, address TEXT NOT NULL)`,
    ),
    d1.prepare('CREATE INDEX log_of_account ON log (account_id, at)'),
    d1.prepare("INSERT INTO plans VALUES ('plan', 1000000000)"),
    d1.prepare("INSERT INTO accounts SELECT value ->> 'id', 'plan' FROM json_each(?)").bind(rows),
    d1
      .prepare(
        "INSERT INTO keys SELECT value ->> 'hash', value ->> 'keyId', value ->> 'id', 'active' FROM json_each(?)",
      )
      .bind(rows),
  ])
}
