import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'
import type { DecisionCode } from './decision.ts'
import { explain, trailOf } from './explain.ts'
import type { AccountSnapshot, AdmitRequest, KeySnapshot, RateLimit, Trail } from './face.ts'
import { charge, emptyState, type MeterState, nothingTouched } from './state.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const STANDING = ['key_known', 'key_status', 'key_expiry', 'account_status', 'verified', 'payment', 'ip', 'scope']
const TRAIL: Trail = [
  5,
  [
    ['burst', 10, 3, 60],
    ['key-quota', 100, 20],
    ['quota', 1_000, 900],
  ],
]

/** Which checks passed, which refused, and which were not reached. */
function resultsOf(outcome: string, trail: Trail = TRAIL) {
  const checks = explain({ outcome, trail })
  const named = (result: string) =>
    checks.filter((one) => one.result === result).map((one) => ('name' in one ? one.name : one.check))
  return [named('passed'), named('refused'), named('not_reached')]
}

const LIMITS = ['burst', 'key-quota', 'quota']
const refusals: [DecisionCode, string][] = [
  ['KEY_NOT_FOUND', 'key_known'],
  ['KEY_REVOKED', 'key_status'],
  ['KEY_DISABLED', 'key_status'],
  ['KEY_EXPIRED', 'key_expiry'],
  ['ACCOUNT_SUSPENDED', 'account_status'],
  ['ACCOUNT_UNVERIFIED', 'verified'],
  ['PAYMENT_REQUIRED', 'payment'],
  ['IP_FORBIDDEN', 'ip'],
  ['INSUFFICIENT_SCOPE', 'scope'],
]

describe('explain', () => {
  test.each(refusals)('%s: what is before %s passed, and nothing behind it was reached', (code, check) => {
    const at = STANDING.indexOf(check)
    expect(resultsOf(code)).toEqual([STANDING.slice(0, at), [check], [...STANDING.slice(at + 1), ...LIMITS]])
  })

  test('a full window refuses behind everything that counts nothing, and before the quotas', () => {
    const full: Trail = [5, [['burst', 10, 0, 60], ...TRAIL[1].slice(1)]]
    expect(resultsOf('RATE_LIMITED', full)).toEqual([STANDING, ['burst'], ['key-quota', 'quota']])
  })

  test('a quota refuses that holds less than the call costs, though not nothing', () => {
    const short: Trail = [25, TRAIL[1]]
    expect(resultsOf('QUOTA_EXCEEDED', short)).toEqual([[...STANDING, 'burst'], ['key-quota'], ['quota']])
  })

  test.each(['ok', 'failed', 'unknown', 'under_way'])(
    'of an admitted call that is %s every check passed',
    (outcome) => {
      expect(resultsOf(outcome)).toEqual([[...STANDING, ...LIMITS], [], []])
    },
  )

  test('an admitted call took one from a window and its credits from a quota; a refused one took nothing', () => {
    const taken = (outcome: string) =>
      explain({ outcome, trail: TRAIL }).flatMap((one) => ('name' in one ? [one.before - one.after] : []))
    expect(taken('ok')).toEqual([1, 5, 5])
    expect(taken('INSUFFICIENT_SCOPE')).toEqual([0, 0, 0])
  })

  test('a record of before trails were kept says what its code says, and nothing of limits', () => {
    expect(explain({ outcome: 'ok' }).map(({ check, result }) => [check, result])).toEqual(
      STANDING.map((check) => [check, 'passed']),
    )
    expect(explain({ outcome: 'KEY_REVOKED' })[1]).toEqual({ check: 'key_status', result: 'refused' })
  })

  test('of a code that is newer than this nothing is claimed', () => {
    expect(resultsOf('OF_TOMORROW')).toEqual([[], [], [...STANDING, ...LIMITS]])
  })
})

const limit = (name: string) => fc.integer({ min: 0, max: 3 }).map((limit) => ({ name, limit, window_seconds: 60 }))
const limits = (name: string) => fc.array(limit(name), { maxLength: 1 })
const keys = fc.record({
  status: fc.constantFrom<KeySnapshot['status']>('active', 'active', 'active', 'disabled', 'revoked'),
  expiresAt: fc.constantFrom(null, null, NOW - 1, NOW + 1),
  scopes: fc.constantFrom<string[]>([], ['read']),
  rateLimits: limits('k'),
  allowedIps: fc.constant<KeySnapshot['allowedIps']>([]),
  quota: fc.option(fc.record({ limit: fc.integer({ min: 0, max: 9 }), period: fc.constant('day' as const) })),
})
const accounts = fc.record({
  status: fc.constantFrom<AccountSnapshot['status']>('active', 'active', 'suspended'),
  verified: fc.boolean(),
  includedCredits: fc.option(fc.integer({ min: 0, max: 12 })),
  rateLimits: limits('a'),
})
const calls = fc.array(
  fc.record({ credits: fc.integer({ min: 0, max: 5 }), scopes: fc.constantFrom<string[]>([], [], ['read']) }),
  { minLength: 1, maxLength: 6 },
)

function stateOf(
  key: Omit<KeySnapshot, 'id' | 'hash' | 'name'>,
  account: { includedCredits: number | null; rateLimits: RateLimit[] } & Pick<AccountSnapshot, 'status' | 'verified'>,
): MeterState {
  const { status, verified, ...plan } = account
  const state = emptyState()
  state.account = { id: 'acct_1', tag: 't', revision: 1, status, verified, plan: { key: 'p', name: 'P', ...plan } }
  state.keys.set('hash', { id: 'key_1', hash: 'hash', name: 'test', ...key })
  return state
}

test('whatever is decided, the trail tells it: what refused, what each check took, and where the next call begins', () => {
  fc.assert(
    fc.property(keys, accounts, calls, (key, account, asked) => {
      const state = stateOf(key, account)
      let left: number[] | null = null
      asked.forEach(({ credits, scopes }, i) => {
        const call: AdmitRequest = {
          id: `req_${i}`,
          keyHash: 'hash',
          routeId: 'route_1',
          scopes,
          credits,
          method: 'GET',
          path: '/api/x',
          address: '',
          requireVerified: true,
          timeoutMs: 1_000,
        }
        const decision = decide(state, call, NOW)
        const trail = trailOf(decision, call, key.rateLimits.length)
        const admitted = decision.code === 'VALID'
        const checks = explain({ outcome: admitted ? 'ok' : decision.code, trail })
        const refused = checks.filter((one) => one.result === 'refused')
        expect(refused).toHaveLength(admitted ? 0 : 1)
        if (decision.refusedBy !== null) {
          expect(refused).toEqual([checks.filter((one) => 'name' in one)[decision.refusedBy]])
        }
        const counted = checks.filter((one) => 'name' in one)
        for (const one of counted) {
          expect(one.before - one.after).toBe(admitted ? (one.check === 'quota' ? credits : 1) : 0)
        }
        expect(counted.map((one) => one.of)).toEqual([
          ...key.rateLimits.map(() => 'key'),
          ...account.rateLimits.map(() => 'account'),
          ...(key.quota ? ['key'] : []),
          ...(account.includedCredits === null ? [] : ['account']),
        ])
        expect(counted.map((one) => one.after)).toEqual(decision.limits.map((one) => one.remaining))
        if (left) expect(counted.map((one) => one.before)).toEqual(left)
        left = counted.map((one) => one.after)
        if (admitted) charge(state, { ...call, trail }, NOW, nothingTouched())
      })
    }),
  )
})
