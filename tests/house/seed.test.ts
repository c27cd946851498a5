import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyPassword } from '../../src/domain/people/phc.ts'
import { cleanEnv, runToEnd } from './running.ts'

const state = mkdtempSync(join(tmpdir(), 'tollgate-seed-'))
const GIVEN = { ADMIN_EMAIL: 'me@example.com', ADMIN_PASSWORD: 'a first password' }

async function seed(env: Record<string, string> = {}): Promise<void> {
  const { code, said } = await runToEnd(
    process.execPath,
    ['bin/ready.mjs', 'seed'],
    cleanEnv({ STATE_DIR: state, ...env }),
  )
  if (code !== 0) throw new Error(said)
}

function ask<T>(query: string): T[] {
  const folder = join(state, 'v3/d1/miniflare-D1DatabaseObject')
  const name = readdirSync(folder).find((file) => file.endsWith('.sqlite') && !file.startsWith('metadata')) ?? ''
  const database = new DatabaseSync(join(folder, name))
  try {
    return database.prepare(query).all() as T[]
  } finally {
    database.close()
  }
}

const operator = () =>
  ask<{ id: string; email: string; password: string }>("SELECT * FROM users WHERE username = 'admin'")[0]
const counts = () =>
  ['users', 'accounts', 'memberships', 'meter_marks', 'plans', 'routes', 'snapshots', 'api_keys'].map(
    (table) => ask<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)[0]?.n,
  )

beforeAll(() => seed())
afterAll(() => rmSync(state, { recursive: true }))

test('seeding twice changes nothing', async () => {
  const before = counts()
  await seed()
  expect(before).toEqual([2, 2, 2, 2, 3, 1, 1, 1])
  expect(counts()).toEqual(before)
})

test('the generated password is the operator’s, and stands in dev.json alone', () => {
  const { password } = JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8')).operator
  expect(verifyPassword(password, operator()?.password ?? null)).toBe('match')
})

test('another ADMIN_PASSWORD takes effect on the next start, and ends the operator’s sessions', async () => {
  const { id } = operator() ?? { id: '' }
  await seed(GIVEN)
  expect(operator()).toMatchObject({ id, email: GIVEN.ADMIN_EMAIL })
  expect(verifyPassword(GIVEN.ADMIN_PASSWORD, operator()?.password ?? null)).toBe('match')
  ask(`INSERT INTO sessions (id_hash, kind, user_id, account_id, created_at, seen_at, idle_ms, expires_at)
SELECT 'x', 'cookie', user_id, account_id, 0, 0, 0, 0 FROM memberships WHERE user_id = '${id}'`)
  await seed({ ...GIVEN, ADMIN_PASSWORD: 'a second password' })
  expect(verifyPassword('a second password', operator()?.password ?? null)).toBe('match')
  expect(ask('SELECT * FROM sessions')).toEqual([])
})

test('a password that the operator chose since then stays', async () => {
  ask("UPDATE users SET password = 'chosen' WHERE username = 'admin'")
  await seed({ ...GIVEN, ADMIN_PASSWORD: 'a second password' })
  expect(operator()?.password).toBe('chosen')
})

test('under another secret the demo account gets another key, which is pushed to the meter', async () => {
  await seed({ KEY_SECRETS: 'x'.repeat(40) })
  expect(ask('SELECT revision FROM api_keys ORDER BY revision')).toEqual([{ revision: 1 }, { revision: 2 }])
  expect(ask('SELECT revision FROM meter_pushes')).toEqual([{ revision: 2 }])
})

test('FREE_LIMIT makes a new version of the free plan once, and leaves the sold one as it is', async () => {
  const plans = () =>
    ask<{ id: string; included_credits: number }>(
      "SELECT id, included_credits FROM plans WHERE key = 'free' ORDER BY version",
    )
  await seed({ FREE_LIMIT: '7' })
  await seed({ FREE_LIMIT: '7' })
  await seed()
  expect(plans()).toEqual([
    { id: 'plan_free_1', included_credits: 100 },
    { id: 'plan_free_2', included_credits: 7 },
  ])
})

test('a FREE_LIMIT that is no number is refused with the remedy', async () => {
  await expect(seed({ FREE_LIMIT: '-1' })).rejects.toThrow('FREE_LIMIT is "-1": set it to a whole number')
})

test('whoever gave the operator’s address without confirming it holds it no longer', async () => {
  const email = 'next-operator@example.com'
  ask(`INSERT INTO users (id, username, email, password, created_at) VALUES ('user_1', 'early', '${email}', '!', 0)`)
  await seed({ ...GIVEN, ADMIN_EMAIL: email })
  expect(operator()?.email).toBe(email)
  expect(ask(`SELECT email, pending_email FROM users WHERE id = 'user_1'`)).toEqual([
    { email: 'user_1@unconfirmed.invalid', pending_email: email },
  ])
})
