import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { api } from '../../src/app/api/index.ts'
import { plantBill } from '../../src/app/bill.fixture.ts'
import {
  ask,
  bindings,
  jsonBody,
  keysOf,
  PASSWORD,
  type Person,
  seedDemoRoute,
  services,
  signUp,
} from '../../src/app/visitor.fixture.ts'
import { type ErasurePorts, makeErasure } from '../../src/domain/account/erase.ts'
import { makeArchiveErasure } from '../../src/domain/calls/archive-erasure.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { archiveFiles } from '../../src/platform/archive.ts'
import { meterOf } from '../../src/platform/meter.ts'
import { random } from '../../src/platform/random.ts'
import { archiveErasureStore } from '../../src/storage/archive-erasure.ts'
import { erasureStore } from '../../src/storage/erasure.ts'
import { flush } from '../../src/storage/flush.ts'
import type { AccountMeter } from '../meter/account-meter.ts'
import { everyMinute } from './every-minute.ts'

const { DB } = bindings
const METER = (env as unknown as { METER: DurableObjectNamespace<AccountMeter> }).METER
const { ARCHIVE } = env as unknown as { ARCHIVE: R2Bucket }
const DUE = Date.UTC(2030, 0, 1)
const OF_USER = ['second_factors', 'passkeys', 'recovery_codes', 'tokens', 'known_devices', 'sessions', 'memberships']
const OF_ACCOUNT = [
  'calls',
  'late_calls',
  'call_archives',
  'differences',
  'usage_hourly',
  'usage_daily',
  'usage_totals',
  'quota_notices',
  'plan_invitations',
  'spending_notices',
  'api_keys',
  'meter_marks',
  'meter_pushes',
  'memberships',
  'tokens',
  'service_tokens',
  'sessions',
]

/** What happened, and what the law wants kept: bills, and what they were computed from. */
const KEPT = [
  'audit_events',
  'plan_phases',
  'closings',
  'bills',
  'credit_notes',
  'account_credits',
  'call_refunds',
  'payments',
  'refunds',
  'vouchers',
  'checkouts',
]

let made = 0
let owner: Person
let guest: Person
beforeAll(seedDemoRoute)
beforeEach(async () => {
  made += 1
  await arrange()
})
afterEach(() => vi.restoreAllMocks())

const run = (query: string, ...values: unknown[]) =>
  DB.prepare(query)
    .bind(...values)
    .run()
const count = async (table: string, column: string, value: string) =>
  (await DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?`).bind(value).first<{ n: number }>())?.n
const counts = async (tables: string[], column: string, value: string) =>
  Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await count(table, column, value)])))
const rowOf = (table: string, id: string) =>
  DB.prepare(`SELECT * FROM ${table} WHERE id = ?`).bind(id).first<Record<string, unknown>>()
const zeros = (tables: string[]) => Object.fromEntries(tables.map((table) => [table, 0]))

const call = async ({ apiKey }: Person) => {
  const answer = await ask(api, '/api/demo/x', { headers: { 'X-API-Key': apiKey } })
  return answer.status === 200 ? 'VALID' : (await answer.json<{ code: string }>()).code
}
const objectOf = ({ tag }: Person) => METER.get(METER.idFromName(tag))
/** How many rows of each of its tables an object keeps. */
const stored = (person: Person) =>
  runInDurableObject(objectOf(person), (_, { storage }) => {
    const rows: Record<string, number> = {}
    const names = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray()
    for (const { name } of names) {
      if (!name.startsWith('_'))
        rows[name] = storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${name}`).one().n
    }
    return Object.values(rows).reduce((sum, n) => sum + n, 0)
  })

/** An account that is due, with something of everything, and a guest in it who has an account of their own. */
async function arrange() {
  owner = await signUp(`erased-${made}`)
  guest = await signUp(`erased-guest-${made}`)
  await run("INSERT INTO memberships VALUES (?, ?, 'developer', 9e15)", owner.accountId, guest.id)
  await run('UPDATE sessions SET account_id = ? WHERE user_id = ?', owner.accountId, guest.id)
  expect(await call(owner)).toBe('VALID')
  await meterOf(METER, owner.tag).view(owner.tag)
  await runInDurableObject(objectOf(owner), async (meter) => {
    meter.clock = () => Date.now() + 120_000
    await meter.alarm()
    meter.clock = Date.now
  })
  expect(await call(owner)).toBe('VALID')
  const [key] = await keysOf(owner.accountId)
  const actor = { userId: owner.id, accountId: owner.accountId, tag: owner.tag, address: '' }
  expect((await services.keys.rotate(actor, key?.id ?? '', 3_600)).ok).toBe(true)
  const of = owner.id
  await DB.batch([
    DB.prepare(
      "INSERT INTO second_factors (id, user_id, kind, secret, confirmed_at, created_at) VALUES (?1, ?1, 'totp', 's', 1, 1)",
    ).bind(of),
    DB.prepare(
      "INSERT INTO passkeys (id, user_id, credential_id, public_key, algorithm, name, created_at) VALUES (?1, ?1, ?1, 'p', -7, 'n', 1)",
    ).bind(of),
    DB.prepare('INSERT INTO late_calls VALUES (?1, ?1, 1, 1)').bind(owner.accountId),
    DB.prepare("INSERT INTO differences VALUES (?1, 'calls.count', 'x', NULL, NULL, 1, 2, 0, 1, 1)").bind(
      owner.accountId,
    ),
    DB.prepare("INSERT INTO plan_invitations VALUES ('test', ?1, ?2, 1)").bind(owner.accountId, of),
    DB.prepare("INSERT INTO quota_notices VALUES (?1, '2029-12', 100, 80, 80, 1, 1)").bind(owner.accountId),
    DB.prepare("INSERT INTO spending_notices VALUES (?1, '2029-12', 500, 1, 1)").bind(owner.accountId),
    DB.prepare(
      "UPDATE accounts SET billing_details = '{}', spending_alerts = '[5]', spending_cap_minor = 9 WHERE id = ?1",
    ).bind(owner.accountId),
    DB.prepare('INSERT INTO recovery_codes (code_hash, user_id) VALUES (?1, ?1)').bind(of),
    DB.prepare(
      "INSERT INTO tokens (token_hash, purpose, user_id, expires_at, created_at) VALUES (?1, 'reset', ?1, 9e15, 1)",
    ).bind(of),
    DB.prepare(
      "INSERT INTO tokens (token_hash, purpose, account_id, email, role, expires_at, created_at) VALUES (?1, 'invite', ?1, 'x@example.com', 'viewer', 9e15, 1)",
    ).bind(owner.accountId),
    DB.prepare(
      `INSERT INTO service_tokens (id, account_id, name, hash, hint, scopes, created_by, created_at)
       VALUES (?1, ?1, 'n', ?1, 'h', '["keys:read"]', ?2, 1)`,
    ).bind(owner.accountId, of),
    DB.prepare('UPDATE users SET pending_email = ?2 WHERE id = ?1').bind(of, `${owner.username}@example.com`),
    DB.prepare("INSERT INTO known_devices VALUES (?1, 'curl', 1)").bind(of),
    DB.prepare("INSERT INTO failed_jobs VALUES (?1, 'tollgate-mail', json_object('to', ?2), 'gave up', 1)").bind(
      of,
      `${owner.username}@example.com`,
    ),
    ...[of, `${owner.accountId}/${guest.id}`].map((whose) =>
      DB.prepare("INSERT INTO idempotency_keys VALUES (?1, 'POST /x', 'x', 'f', 9e15, NULL, NULL)").bind(whose),
    ),
    DB.prepare('UPDATE accounts SET deletion_due_at = ?, revision = revision + 1 WHERE id = ?').bind(
      DUE,
      owner.accountId,
    ),
  ])
  await archiveFor(owner, guest)
  await meterOf(METER, owner.tag).push(owner.tag)
  expect(await call(owner)).toBe('ACCOUNT_SUSPENDED')
  expect(await keysOf(owner.accountId)).toHaveLength(2)
}

/** An object of the archive in which both accounts have calls, and one in which the first has some alone. */
async function archiveFor(first: Person, second: Person) {
  const put = async (object: string, parts: [Person, string][]) => {
    let start = 0
    await ARCHIVE.put(object, parts.map(([, text]) => text).join(''))
    const rows = parts.map(([{ accountId }, { length }]) => {
      start += length
      return DB.prepare("INSERT INTO call_archives VALUES (?, 0, ?, ?, ?, 1, '[]', 0)").bind(
        accountId,
        object,
        start - length,
        length,
      )
    })
    await DB.batch([DB.prepare("INSERT INTO archive_objects VALUES (?, 'kept', 0)").bind(object), ...rows])
  }
  await put(`calls/v1/x/${made}/both`, [
    [first, "owner's calls"],
    [second, "guest's calls"],
  ])
  await put(`calls/v1/x/${made}/alone`, [[first, "owner's others"]])
}

/** Every object of the archive, and what the guest's index says it holds of theirs. */
async function archived() {
  const { objects } = await ARCHIVE.list({ prefix: `calls/v1/x/${made}/` })
  const texts = await Promise.all(objects.map(async ({ key }) => (await ARCHIVE.get(key))?.text()))
  const row = await DB.prepare('SELECT object, start, length FROM call_archives WHERE account_id = ?')
    .bind(guest.accountId)
    .first<{ object: string; start: number; length: number }>()
  const held = row && (await ARCHIVE.get(row.object, { range: { offset: row.start, length: row.length } }))
  const { results } = await DB.prepare('SELECT object, state FROM archive_objects WHERE object LIKE ?')
    .bind(`calls/v1/x/${made}/%`)
    .all()
  return { texts, guests: await held?.text(), noted: results.length }
}

function erasure(now: number, changed: Partial<ErasurePorts> = {}) {
  return makeErasure({
    store: erasureStore(DB),
    eraseMeter: (tag) => meterOf(METER, tag).erase(tag),
    eraseArchive: archiveErasure(),
    unknownPassword: async () => '$scrypt$none',
    clock: () => now,
    ids: makeIds(() => now, random),
    ...changed,
  })
}

const archiveErasure = () =>
  makeArchiveErasure({
    store: archiveErasureStore(DB),
    files: archiveFiles(ARCHIVE),
    clock: () => DUE,
    ids: makeIds(() => DUE, random),
  })

/** All that is left of the owner and their account, without what differs from one account to the next. */
async function remains(person: Person) {
  const account = await rowOf('accounts', person.accountId)
  const user = await rowOf('users', person.id)
  const { results } = await DB.prepare(
    'SELECT action, actor_id, target FROM audit_events WHERE account_id = ? AND at >= ? ORDER BY action',
  )
    .bind(person.accountId, DUE)
    .all<{ action: string; actor_id: string | null; target: string }>()
  return {
    account: [account?.name, account?.status, account?.suspended_reason, account?.deletion_due_at, account?.erased_at],
    plan: account?.plan_id,
    user: [String(user?.username).slice(0, 8), String(user?.email).slice(-16), user?.password, user?.status],
    byAccount: await counts(OF_ACCOUNT, 'account_id', person.accountId),
    byUser: await counts(OF_USER, 'user_id', person.id),
    archive: await archived(),
    idempotencyKeys: [
      await count('idempotency_keys', 'owner', person.id),
      await count('idempotency_keys', 'owner', `${person.accountId}/${guest.id}`),
    ],
    failedJobs: await count('failed_jobs', 'id', person.id),
    meter: await stored(person),
    events: results.map((event) => [
      event.action,
      event.actor_id,
      event.target === person.id || event.target === person.accountId,
    ]),
  }
}

const dearPlan = () =>
  run(
    `INSERT INTO plans (id, key, version, name, price_minor, currency, rate_limits, created_at)
     VALUES ('plan_dear_1', 'dear', 1, 'Dear', 900, 'USD', '[]', 0) ON CONFLICT DO NOTHING`,
  )

const GONE = {
  account: ['', 'suspended', null, null, DUE],
  plan: 'plan_free_1',
  user: ['deleted:', '@deleted.invalid', '$scrypt$none', 'suspended'],
  byAccount: zeros(OF_ACCOUNT),
  byUser: zeros(OF_USER),
  archive: { texts: ["guest's calls"], guests: "guest's calls", noted: 1 },
  idempotencyKeys: [0, 0],
  failedJobs: 0,
  meter: 0,
  events: [
    ['account.erased', null, true],
    ['user.erased', null, true],
  ],
}

test('not a millisecond before it is due, and then all of it', async () => {
  await erasure(DUE - 1)()
  expect(await count('api_keys', 'account_id', owner.accountId)).toBe(2)
  expect(await rowOf('accounts', owner.accountId)).toMatchObject({ erased_at: null, deletion_due_at: DUE })
  await erasure(DUE)()
  expect(await remains(owner)).toEqual(GONE)
})

test('what it set about spending and bills is gone, and from then on its plan costs nothing', async () => {
  const phases = `SELECT starts_at, plan_id FROM plan_phases WHERE account_id = ? AND starts_at >= ? ORDER BY starts_at`
  await dearPlan()
  for (const at of [DUE - 9, DUE + 9]) {
    await run("INSERT INTO plan_phases VALUES (?, ?, 'plan_dear_1', 0, 0)", owner.accountId, at)
  }
  await run("INSERT INTO closings VALUES (?, '2029-12', '[]', '', 0)", owner.accountId)
  await erasure(DUE)()
  await erasure(DUE + 1)()
  expect(await rowOf('accounts', owner.accountId)).toMatchObject({
    billing_details: null,
    spending_alerts: '[]',
    spending_cap_minor: null,
  })
  expect(
    (
      await DB.prepare(phases)
        .bind(owner.accountId, DUE - 9)
        .all()
    ).results,
  ).toEqual([
    { starts_at: DUE - 9, plan_id: 'plan_dear_1' },
    { starts_at: DUE, plan_id: 'plan_free_1' },
  ])
})

describe('the month in which deletion was asked', () => {
  // On the 18th of December, 14 days before.
  const [DECEMBER, JANUARY] = [Date.UTC(2029, 11, 1), Date.UTC(2030, 0, 1)]
  const begun = async (at: number) => {
    await erasure(at)()
    return (await rowOf('accounts', owner.accountId))?.erased_at !== null
  }
  const phase = async (at: number, plan: string, trial = 0) => {
    await dearPlan()
    await run('INSERT INTO plan_phases VALUES (?, ?, ?, ?, 0)', owner.accountId, at, plan, trial)
  }

  test.each([DECEMBER - 9, JANUARY - 1])(
    'is billed before all of it goes, where it had a price from %d on',
    async (at) => {
      await phase(at, 'plan_dear_1')
      await run("INSERT INTO closings VALUES (?, '2029-11', '[]', '', 0)", owner.accountId)
      expect(await begun(DUE + 9)).toBe(false)
      expect(await count('api_keys', 'account_id', owner.accountId)).toBe(2)
      await run("INSERT INTO closings VALUES (?, '2029-12', '[]', '', 0)", owner.accountId)
      await erasure(DUE)()
      expect(await remains(owner)).toEqual(GONE)
    },
  )

  test.each<[string, ...Parameters<typeof phase>[]]>([
    ['its price ended before', [DECEMBER - 9, 'plan_dear_1'], [DECEMBER, 'plan_free_1']],
    ['its price came after', [JANUARY, 'plan_dear_1']],
    ['it tried a plan', [DECEMBER, 'plan_dear_1', 1], [JANUARY, 'plan_dear_1']],
  ])('is not waited for where %s', async (_, ...phases) => {
    for (const each of phases) await phase(...each)
    expect(await begun(DUE)).toBe(true)
  })

  test('is not waited for once the erasing has begun', async () => {
    await phase(DECEMBER, 'plan_dear_1')
    await erasureStore(DB).begin(owner.accountId, DUE)
    await erasure(DUE)()
    expect(await remains(owner)).toEqual(GONE)
  })
})

test('nothing that named the account’s people is left in the database, but what the audit log holds', async () => {
  await erasure(DUE)()
  const { results } = await DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{ name: string }>()
  const held: string[] = []
  for (const { name } of results.filter(({ name }) => !/^(sqlite_|_cf|d1_|audit_events$)/.test(name))) {
    const rows = await DB.prepare(`SELECT * FROM ${name}`).all()
    const text = JSON.stringify(rows.results)
    if (text.includes(`"${owner.username}"`) || text.includes(`${owner.username}@example.com`)) held.push(name)
  }
  expect(held).toEqual([])
})

test('no table or column about an account or a user is forgotten', async () => {
  const { results: tables } = await DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{
    name: string
  }>()
  const columns: { tab: string; col: string }[] = []
  for (const { name: tab } of tables.filter(({ name }) => !name.startsWith('_cf'))) {
    const { results } = await DB.prepare(`PRAGMA table_info(${tab})`).all<{ name: string }>()
    columns.push(...results.map(({ name: col }) => ({ tab, col })))
  }
  const tablesWith = (name: string) => columns.filter(({ col }) => col === name).map(({ tab }) => tab)
  expect(tablesWith('account_id').sort()).toEqual([...OF_ACCOUNT, ...KEPT].sort())
  expect(tablesWith('user_id').sort()).toEqual([...OF_USER].sort())
  const ofUsers = columns.filter(({ tab }) => tab === 'users').map(({ col }) => col)
  const kept = ['id', 'is_operator', 'created_at', 'credentials_version']
  const replaced = [
    'username',
    'email',
    'email_verified_at',
    'pending_email',
    'password',
    'status',
    'suspended_reason',
    'locale',
  ]
  expect(ofUsers.sort()).toEqual([...kept, ...replaced, 'time_zone', 'theme', 'notifications'].sort())
})

test('its bills stay, with their lines, for the operators alone', async () => {
  const { id } = await plantBill(owner)
  await erasure(DUE)()
  expect(await count('bills', 'account_id', owner.accountId)).toBe(1)
  expect(await services.bills.findAnywhere(id)).toMatchObject({
    account: { id: owner.accountId, name: '' },
    lines: [{ amountMinor: 2_900 }, { amountMinor: 500 }],
  })
})

test('a member with another account goes on in it, signed in, and loses nothing', async () => {
  await erasure(DUE)()
  const me = await (await ask(api, '/api/me', { headers: guest.bearer })).json()
  expect(me).toMatchObject({ user: { username: guest.username }, account: { id: guest.accountId }, role: 'owner' })
  expect(await call(guest)).toBe('VALID')
})

test('who belonged to no other account is signed out, and no password signs them in', async () => {
  expect((await ask(api, '/api/me', { headers: owner.bearer })).status).toBe(200)
  await everyMinute(bindings, DUE)
  expect((await ask(api, '/api/me', { headers: owner.bearer })).status).toBe(401)
  const { username } = (await rowOf('users', owner.id)) ?? {}
  for (const login of [owner.username, String(username), `${owner.id}@deleted.invalid`]) {
    expect((await ask(api, '/api/auth/login', jsonBody({ login, password: PASSWORD }))).status).toBe(401)
  }
})

test('an operator is never erased with an account', async () => {
  await run('UPDATE users SET is_operator = 1 WHERE id = ?', owner.id)
  await erasure(DUE)()
  expect(await rowOf('users', owner.id)).toMatchObject({ username: owner.username, status: 'active' })
  expect(await count('passkeys', 'user_id', owner.id)).toBe(1)
  expect(await count('memberships', 'account_id', owner.accountId)).toBe(0)
})

test('a deletion that was taken back is none', async () => {
  await run('UPDATE accounts SET deletion_due_at = NULL, revision = revision + 1 WHERE id = ?', owner.accountId)
  await erasure(DUE)()
  await meterOf(METER, owner.tag).push(owner.tag)
  expect(await rowOf('accounts', owner.accountId)).toMatchObject({ erased_at: null, status: 'active' })
  expect(await call(owner)).toBe('VALID')
})

describe('a run that dies', () => {
  /** Ports that work so many times, and then die, before their work or after it. */
  function dying(steps: number, when: 'before' | 'after'): Partial<ErasurePorts> {
    let left = steps
    const mortal =
      <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        left -= 1
        if (left === 0 && when === 'before') throw new Error('killed')
        const result = await work(...args)
        if (left === 0) throw new Error('killed')
        return result
      }
    const { due, ...store } = erasureStore(DB)
    const mortals = Object.entries(store).map(([name, work]) => [name, mortal(work as () => Promise<unknown>)])
    return {
      store: { due, ...Object.fromEntries(mortals) },
      eraseMeter: mortal((tag: string) => meterOf(METER, tag).erase(tag)),
      eraseArchive: mortal(archiveErasure()),
    }
  }

  test.each(['before', 'after'] as const)('%s any of its steps is made good by the next', async (when) => {
    let deaths = 0
    for (let step = 1; ; step++) {
      const outcome = await erasure(DUE, dying(step, when))().then(
        () => 'done',
        () => 'died',
      )
      expect(await call(owner)).toMatch(/^(ACCOUNT_SUSPENDED|KEY_NOT_FOUND)$/)
      if (outcome === 'died') {
        deaths += 1
        await erasure(DUE)()
      }
      expect(await remains(owner)).toEqual(GONE)
      if (outcome === 'done') break
      made += 1
      await arrange()
    }
    // begin, the meter, records, the archive, members, two members parted, finish.
    expect(deaths).toBe(8)
  })

  test('does not keep other accounts from theirs', async () => {
    const first = owner
    made += 1
    await arrange()
    await run('UPDATE accounts SET deletion_due_at = ? WHERE id = ?', DUE - 5, first.accountId)
    const eraseMeter = (tag: string) =>
      tag === first.tag ? Promise.reject(new Error('away')) : meterOf(METER, tag).erase(tag)
    await expect(erasure(DUE, { eraseMeter })()).rejects.toThrow('could not be erased')
    expect(await remains(owner)).toEqual(GONE)
    expect(await count('api_keys', 'account_id', first.accountId)).toBe(2)
  })

  test('or has too much to delete goes on with it in the next', async () => {
    const row = "INSERT INTO usage_hourly VALUES (?1, ?2, 'k', 'r', 'ok', 1, 1, 1, '[]')"
    for (let lot = 0; lot < 5; lot++) {
      const rows = Array.from({ length: 900 }, (_, i) => DB.prepare(row).bind(owner.accountId, lot * 900 + i))
      await DB.batch(rows)
    }
    await erasure(DUE)()
    expect(await count('memberships', 'account_id', owner.accountId)).toBe(2)
    await erasure(DUE + 60_000)()
    expect(await remains(owner)).toMatchObject({ account: GONE.account, byAccount: GONE.byAccount })
  })
})

describe('the meter', () => {
  test('erases nothing of an account that stays', async () => {
    const before = await stored(owner)
    await runInDurableObject(objectOf(owner), async (meter) => {
      await expect(meter.erase(owner.tag)).rejects.toThrow('stays')
    })
    expect(await stored(owner)).toBe(before)
    expect(before).toBeGreaterThan(0)
  })

  test('knows no key of an erased account any more, nor after its object was evicted, and keeps nothing', async () => {
    await erasure(DUE)()
    expect(await call(owner)).toBe('KEY_NOT_FOUND')
    await evictDurableObject(objectOf(owner))
    expect(await call(owner)).toBe('KEY_NOT_FOUND')
    expect(await stored(owner)).toBe(0)
  })

  test('a flush that comes late writes nothing', async () => {
    await erasure(DUE)()
    const late = { id: 'req_late', at: DUE, keyId: 'k', routeId: 'r', method: 'GET', path: '/', address: '' }
    const record = { ...late, outcome: 'ok', status: 200, ms: 1, bytes: 1, credits: 1 }
    const entries = [{ seq: 3, at: DUE, calls: [record], refusals: [] }]
    for (const from of [0, 1, 2])
      expect(await flush(DB, owner.accountId, from, entries, { quota: [], spending: [] }, DUE)).toBeNull()
    expect(await counts(OF_ACCOUNT, 'account_id', owner.accountId)).toEqual(zeros(OF_ACCOUNT))
  })

  test('an object that flushes into an account whose erasing has begun forgets, and stops trying', async () => {
    expect(await stored(owner)).toBeGreaterThan(0)
    await erasureStore(DB).begin(owner.accountId, DUE)
    const armed = await runInDurableObject(objectOf(owner), async (meter, { storage }) => {
      meter.clock = () => DUE
      await meter.alarm()
      return storage.getAlarm()
    })
    expect(armed).toBeNull()
    expect(await stored(owner)).toBe(0)
    expect(await count('calls', 'account_id', owner.accountId)).toBe(1)
    expect(await count('meter_marks', 'account_id', owner.accountId)).toBe(0)
  })
})
