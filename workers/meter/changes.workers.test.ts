import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { callOf, changePlan, DB, endOf, type Fixture, newAccount } from './account.fixture.ts'

/** Changes a key or an account in D1 as a page does: with a new revision. */
const change = (account: Fixture, statement: string) =>
  DB.batch([
    DB.prepare('UPDATE accounts SET revision = revision + 1 WHERE id = ?').bind(account.id),
    DB.prepare(statement).bind(account.id),
  ])
const revoke = (account: Fixture) =>
  change(
    account,
    `UPDATE api_keys SET status = 'revoked', revision = (SELECT revision FROM accounts WHERE id = account_id) WHERE account_id = ?`,
  )
const codeOf = async (account: Fixture) => (await account.meter.admit(account.tag, callOf(account), [])).code

describe('changes', () => {
  test('no call is admitted after a revocation was confirmed in the middle of a burst', async () => {
    const account = await newAccount({ credits: null })
    await codeOf(account)
    let confirmed = false
    const late: string[] = []
    const caller = async () => {
      for (let i = 0; i < 25; i++) {
        const afterwards = confirmed
        const code = await codeOf(account)
        if (afterwards) late.push(code)
      }
    }
    const burst = Array.from({ length: 8 }, caller)
    await revoke(account)
    await account.meter.push(account.tag)
    confirmed = true
    await Promise.all(burst)
    expect(await codeOf(account)).toBe('KEY_REVOKED')
    expect(late.filter((code) => code === 'VALID')).toEqual([])
  })

  test('a suspension is in force when the push answers, and so is its end', async () => {
    const account = await newAccount({})
    await change(account, `UPDATE accounts SET status = 'suspended' WHERE id = ?`)
    await account.meter.push(account.tag)
    const suspended = await codeOf(account)
    await change(account, `UPDATE accounts SET status = 'active' WHERE id = ?`)
    await account.meter.push(account.tag)
    expect([suspended, await codeOf(account)]).toEqual(['ACCOUNT_SUSPENDED', 'VALID'])
  })

  describe('an address that must be confirmed', () => {
    const asked = async (account: Fixture) =>
      (await account.meter.admit(account.tag, callOf(account, { requireVerified: true }), [])).code
    const confirm = (account: Fixture, role = 'owner') =>
      change(
        account,
        `UPDATE users SET email_verified_at = 1
         WHERE id = (SELECT user_id FROM memberships WHERE account_id = ? AND role = '${role}')`,
      )

    test('refuses every call until an owner has confirmed theirs, and the push is in force', async () => {
      const account = await newAccount({})
      const before = await asked(account)
      await confirm(account)
      await account.meter.push(account.tag)
      expect([before, await asked(account)]).toEqual(['ACCOUNT_UNVERIFIED', 'VALID'])
    })

    test('is not had by a member who owns nothing', async () => {
      const account = await newAccount({})
      await DB.prepare(`UPDATE memberships SET role = 'developer' WHERE account_id = ?`).bind(account.id).run()
      await confirm(account, 'developer')
      await account.meter.push(account.tag)
      expect(await asked(account)).toBe('ACCOUNT_UNVERIFIED')
    })

    test('an object that was stored before it knew of this lets calls pass until its next flush, and then asks', async () => {
      const account = await newAccount({})
      const call = callOf(account)
      await account.meter.admit(account.tag, call, [])
      await runInDurableObject(account.meter, async (_, { storage }) => {
        storage.sql.exec(`UPDATE meta SET body = json_remove(body, '$.verified') WHERE name = 'account'`)
      })
      await evictDurableObject(account.meter)
      const before = await asked(account)
      await runInDurableObject(account.meter, async (meter) => {
        const now = Date.now()
        meter.clock = () => now + 61_000
        await meter.settle([endOf(call.id)])
        await meter.alarm()
        meter.clock = Date.now
      })
      expect([before, await asked(account)]).toEqual(['VALID', 'ACCOUNT_UNVERIFIED'])
    })
  })

  test('a key that was stored before its name was has none until the next flush', async () => {
    const account = await newAccount({ scopes: ['read'] })
    const described = async () => {
      const { code, key } = await account.meter.admit(account.tag, callOf(account, { describe: true }), [])
      return [code, key]
    }
    const call = callOf(account)
    await account.meter.admit(account.tag, call, [])
    await runInDurableObject(account.meter, async (_, { storage }) => {
      storage.sql.exec(`UPDATE keys SET body = json_remove(body, '$.name')`)
    })
    await evictDurableObject(account.meter)
    const before = await described()
    await runInDurableObject(account.meter, async (meter) => {
      const now = Date.now()
      meter.clock = () => now + 61_000
      await meter.settle([endOf(call.id)])
      await meter.alarm()
      meter.clock = Date.now
    })
    const rest = { scopes: ['read'], expiresAt: null }
    expect([before, await described()]).toEqual([
      ['VALID', { name: null, ...rest }],
      ['VALID', { name: 'test', ...rest }],
    ])
  })

  test('a confirmed change survives an eviction', async () => {
    const account = await newAccount({})
    await codeOf(account)
    await revoke(account)
    await account.meter.push(account.tag)
    await evictDurableObject(account.meter)
    expect(await codeOf(account)).toBe('KEY_REVOKED')
  })

  test('what was charged before a change of plan is still charged after it and an eviction', async () => {
    const account = await newAccount({ credits: 10, rateLimits: [{ name: 'old', limit: 5, window_seconds: 60 }] })
    await codeOf(account)
    await changePlan(account, { rate_limits: [{ name: 'new', limit: 9, window_seconds: 60 }] })
    await evictDurableObject(account.meter)
    const decision = await account.meter.admit(account.tag, callOf(account), [])
    expect(decision.limits.map((limit) => [limit.name, limit.remaining])).toEqual([
      ['new', 8],
      ['quota', 8],
    ])
  })

  test('a lost push is brought through by the next flush', async () => {
    const account = await newAccount({})
    const call = callOf(account)
    await account.meter.admit(account.tag, call, [])
    await revoke(account)
    const before = await codeOf(account)
    await runInDurableObject(account.meter, async (meter) => {
      const now = Date.now()
      meter.clock = () => now + 61_000
      await meter.settle([endOf(call.id)])
      await meter.alarm()
      meter.clock = Date.now
    })
    // The flush heard of the newer revision.
    const { revision } = await account.meter.view(account.tag)
    expect([before, revision]).toEqual(['VALID', 2])
  })

  test('an answer of D1 that is older than what is in force changes nothing', async () => {
    const account = await newAccount({})
    await account.meter.push(account.tag)
    const old = await DB.prepare('SELECT revision FROM accounts WHERE id = ?')
      .bind(account.id)
      .first<number>('revision')
    await revoke(account)
    await account.meter.push(account.tag)
    await DB.prepare('UPDATE accounts SET revision = ? WHERE id = ?').bind(old, account.id).run()
    await DB.prepare(`UPDATE api_keys SET status = 'active' WHERE account_id = ?`).bind(account.id).run()
    expect(await account.meter.push(account.tag)).toBe(2)
    expect(await codeOf(account)).toBe('KEY_REVOKED')
  })

  test('a cold object reads its account when its first call comes', async () => {
    const account = await newAccount({})
    expect(await codeOf(account)).toBe('VALID')
  })

  test('without D1 a cold object admits nobody', async () => {
    const account = await newAccount({})
    await runInDurableObject(account.meter, async (meter) => {
      meter.d1 = {
        withSession: () => ({
          prepare: () => ({ bind: () => null }),
          batch: () => Promise.reject(new Error('D1 is down')),
        }),
      } as never
      await expect(meter.admit(account.tag, callOf(account), [])).rejects.toThrow('D1 is down')
    })
  })

  test('without D1 a warm object goes on admitting', async () => {
    const account = await newAccount({})
    await codeOf(account)
    await runInDurableObject(account.meter, (meter) => {
      meter.d1 = null as never
    })
    expect(await codeOf(account)).toBe('VALID')
  })
})
