import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AddressRange } from '../keys/addresses.ts'
import { periodAt } from '../periods.ts'
import { assertCredits } from './credits.ts'
import { decide } from './decide.ts'
import type { AdmitRequest, KeySnapshot, RateLimit } from './face.ts'
import { ACCOUNT, charge, counterName, emptyState, end, type MeterState, nothingTouched, prune } from './state.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const ONLY_HERE: AddressRange = { groups: [0x2001, 0xdb8, 0, 1, 0, 0, 0, 0], bits: 64 }

const keyOf = (change: Partial<KeySnapshot> = {}): KeySnapshot => ({
  id: 'key_1',
  hash: 'hash',
  name: 'test',
  status: 'active',
  expiresAt: null,
  scopes: [],
  allowedIps: [],
  rateLimits: [],
  quota: null,
  ...change,
})

function stateOf(
  options: {
    credits?: number | null
    accountLimits?: RateLimit[]
    keys?: KeySnapshot[]
    suspended?: boolean
    verified?: boolean
  } = {},
): MeterState {
  const state = emptyState()
  state.account = {
    id: 'acct_1',
    tag: 'tag',
    revision: 1,
    status: options.suspended ? 'suspended' : 'active',
    verified: options.verified ?? true,
    plan: {
      key: 'test',
      name: 'Test',
      includedCredits: options.credits ?? null,
      rateLimits: options.accountLimits ?? [],
    },
  }
  for (const key of options.keys ?? [keyOf()]) state.keys.set(key.hash, key)
  return state
}

const callOf = (id: string, change: Partial<AdmitRequest> = {}): AdmitRequest => ({
  id,
  keyHash: 'hash',
  routeId: 'route_1',
  scopes: [],
  credits: 1,
  method: 'GET',
  path: '/api/x',
  address: '',
  requireVerified: true,
  timeoutMs: 1_000,
  ...change,
})

const used = (state: MeterState, now: number) => state.counters.get(counterName(ACCOUNT, 'month', now)) ?? 0

describe('decide', () => {
  test('the first refusal in the order of checks wins', () => {
    const everything = keyOf({
      status: 'revoked',
      expiresAt: NOW - 1,
      rateLimits: [{ name: 'r', limit: 0, window_seconds: 1 }],
    })
    const call = callOf('a', { scopes: ['admin'] })
    const codes = [
      decide(stateOf({ keys: [] }), call, NOW),
      decide(stateOf({ keys: [everything], suspended: true, credits: 0 }), call, NOW),
      decide(stateOf({ keys: [{ ...everything, status: 'disabled' }], suspended: true }), call, NOW),
      decide(stateOf({ keys: [{ ...everything, status: 'active' }], suspended: true }), call, NOW),
      decide(
        stateOf({
          keys: [{ ...everything, status: 'active', expiresAt: null }],
          suspended: true,
          verified: false,
        }),
        call,
        NOW,
      ),
      decide(stateOf({ keys: [{ ...everything, status: 'active', expiresAt: null }], verified: false }), call, NOW),
      decide(
        stateOf({ keys: [{ ...everything, status: 'active', expiresAt: null, allowedIps: [ONLY_HERE] }] }),
        call,
        NOW,
      ),
      decide(stateOf({ keys: [{ ...everything, status: 'active', expiresAt: null }] }), call, NOW),
      decide(
        stateOf({ keys: [{ ...everything, status: 'active', expiresAt: null, scopes: ['admin'] }], credits: 0 }),
        call,
        NOW,
      ),
      decide(stateOf({ keys: [keyOf({ scopes: ['admin'] })], credits: 0 }), call, NOW),
      decide(stateOf({ keys: [keyOf({ scopes: ['admin'] })] }), call, NOW),
    ].map((decision) => decision.code)
    expect(codes).toEqual([
      'KEY_NOT_FOUND',
      'KEY_REVOKED',
      'KEY_DISABLED',
      'KEY_EXPIRED',
      'ACCOUNT_SUSPENDED',
      'ACCOUNT_UNVERIFIED',
      'IP_FORBIDDEN',
      'INSUFFICIENT_SCOPE',
      'RATE_LIMITED',
      'QUOTA_EXCEEDED',
      'VALID',
    ])
  })

  test('an account whose owners confirmed no address passes where that is not asked for', () => {
    const state = stateOf({ verified: false })
    const codes = [true, false].map((requireVerified) => decide(state, callOf('a', { requireVerified }), NOW).code)
    expect(codes).toEqual(['ACCOUNT_UNVERIFIED', 'VALID'])
  })

  test('a key that is bound to addresses passes from them alone, and not from one that is unknown', () => {
    const state = stateOf({ keys: [keyOf({ allowedIps: [ONLY_HERE] })] })
    const codeFrom = (address: string) => decide(state, callOf('a', { address }), NOW).code
    expect(['2001:db8:0:1:ffff::', '2001:db8:0:2::', '192.0.2.1', ''].map(codeFrom)).toEqual([
      'VALID',
      'IP_FORBIDDEN',
      'IP_FORBIDDEN',
      'IP_FORBIDDEN',
    ])
  })

  test('a key is valid until its expiry and expired at it', () => {
    const state = stateOf({ keys: [keyOf({ expiresAt: NOW })] })
    expect([decide(state, callOf('a'), NOW - 1).code, decide(state, callOf('a'), NOW).code]).toEqual([
      'VALID',
      'KEY_EXPIRED',
    ])
  })

  test("the limits of an admitted call stand as after it, with the seconds to each one's new start", () => {
    const accountLimits = [{ name: 'burst', limit: 10, window_seconds: 60 }]
    const keys = [keyOf({ quota: { limit: 5, period: 'total' } })]
    const { limits } = decide(stateOf({ credits: 100, accountLimits, keys }), callOf('a', { credits: 3 }), NOW)
    expect(limits).toEqual([
      { name: 'burst', quota: 10, remaining: 9, reset_seconds: 60, window_seconds: 60 },
      { name: 'key-quota', quota: 5, remaining: 2, reset_seconds: null, window_seconds: null },
      { name: 'quota', quota: 100, remaining: 97, reset_seconds: 10.5 * 86_400, window_seconds: null },
    ])
  })

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9 + 1])('a cost of %d is no cost', (credits) => {
    expect(() => assertCredits(credits)).toThrow(RangeError)
  })
})

/** Any history: calls at growing times with any cost, ended with or without a refund, or for less than was held. */
const history = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 20_000 }),
    credits: fc.integer({ min: 0, max: 5 }),
    key: fc.integer({ min: 0, max: 2 }),
    ends: fc.constantFrom('open', 'kept', 'refunded', 'settled'),
  }),
  { maxLength: 120 },
)
const limits = fc.record({
  credits: fc.integer({ min: 0, max: 60 }),
  keyQuota: fc.integer({ min: 0, max: 30 }),
  rate: fc.integer({ min: 0, max: 8 }),
})

describe('every history', () => {
  test('charges the quota exactly: what was admitted and not given back, and never more than there is', () => {
    fc.assert(
      fc.property(limits, history, ({ credits, keyQuota, rate }, steps) => {
        const keys = [0, 1, 2].map((n) =>
          keyOf({
            id: `key_${n}`,
            hash: `hash${n}`,
            rateLimits: [{ name: 'r', limit: rate, window_seconds: 10 }],
            quota: { limit: keyQuota, period: 'day' },
          }),
        )
        const state = stateOf({ credits, keys })
        const touched = nothingTouched()
        const admissions: { at: number; key: number }[] = []
        let [now, expected] = [NOW, 0]
        steps.forEach((step, i) => {
          now += step.wait
          const call = callOf(`req_${i}`, { credits: step.credits, keyHash: `hash${step.key}` })
          const before = JSON.stringify([[...state.counters], [...state.windows]])
          const decision = decide(state, call, now)
          expect(JSON.stringify([[...state.counters], [...state.windows]])).toBe(before)
          if (decision.code !== 'VALID') return
          charge(state, call, now, touched)
          admissions.push({ at: now, key: step.key })
          expected += step.credits
          if (step.ends === 'open') return
          const final = Math.floor(step.credits / 2)
          end(
            state,
            {
              id: call.id,
              outcome: 'ok',
              status: 200,
              ms: 1,
              upstreamMs: null,
              bytes: 0,
              refund: step.ends === 'refunded',
              ...(step.ends === 'settled' ? { credits: final } : {}),
            },
            now,
            touched,
          )
          if (step.ends === 'refunded') expected -= step.credits
          if (step.ends === 'settled') expected -= step.credits - final
        })
        expect(used(state, now)).toBe(expected)
        expect(expected).toBeLessThanOrEqual(credits)
        const byKeys = [0, 1, 2].map((n) => state.counters.get(counterName(`key_${n}`, 'day', now)) ?? 0)
        expect(byKeys.reduce((a, b) => a + b, 0)).toBe(expected)
        for (const sum of byKeys) expect(sum).toBeLessThanOrEqual(keyQuota)
        // Windows open with a call and last ten seconds: replayed by hand.
        for (const key of [0, 1, 2]) {
          let [start, inWindow] = [Number.NEGATIVE_INFINITY, 0]
          for (const { at } of admissions.filter((admission) => admission.key === key)) {
            if (at >= start + 10_000) [start, inWindow] = [at, 0]
            inWindow += 1
            expect(inWindow).toBeLessThanOrEqual(rate)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('says VALID exactly when every limit has room for the call', () => {
    fc.assert(
      fc.property(limits, history, ({ credits, rate }, steps) => {
        const state = stateOf({ credits, accountLimits: [{ name: 'r', limit: rate, window_seconds: 10 }] })
        const touched = nothingTouched()
        let now = NOW
        steps.forEach((step, i) => {
          now += step.wait
          const call = callOf(`req_${i}`, { credits: step.credits })
          const window = state.windows.get('account/r')
          const room = rate - (window && now < window.end ? window.used : 0) >= 1
          const affordable = credits - used(state, now) >= step.credits
          const { code } = decide(state, call, now)
          expect(code).toBe(!room ? 'RATE_LIMITED' : affordable ? 'VALID' : 'QUOTA_EXCEEDED')
          if (code === 'VALID') charge(state, call, now, touched)
        })
      }),
      { numRuns: 300 },
    )
  })

  test('forgetting what is over changes no decision', () => {
    fc.assert(
      fc.property(limits, history, fc.integer({ min: 0, max: 70 * 86_400_000 }), ({ credits, rate }, steps, later) => {
        const state = stateOf({ credits, accountLimits: [{ name: 'r', limit: rate, window_seconds: 10 }] })
        let now = NOW
        steps.forEach((step, i) => {
          now += step.wait
          const call = callOf(`req_${i}`, { credits: step.credits })
          if (decide(state, call, now).code === 'VALID') charge(state, call, now, nothingTouched())
        })
        const call = callOf('later')
        const before = decide(state, call, now + later)
        prune(state, now + later)
        expect(decide(state, call, now + later)).toEqual(before)
      }),
      { numRuns: 200 },
    )
  })
})

test('a call belongs to the month of its admission, and its refund too', () => {
  const state = stateOf({ credits: 10 })
  const touched = nothingTouched()
  const turn = periodAt('month', NOW).end as number
  charge(state, callOf('a', { credits: 4 }), turn - 1, touched)
  end(
    state,
    { id: 'a', outcome: 'failed', status: 502, ms: 5, upstreamMs: null, bytes: 0, refund: true },
    turn + 5,
    touched,
  )
  expect([used(state, turn - 1), used(state, turn)]).toEqual([0, 0])
})

describe('what a call costs in the end', () => {
  const settled = (credits: number, refund = false) => {
    const state = stateOf({ credits: 10 })
    charge(state, callOf('a', { credits: 4 }), NOW, nothingTouched())
    const said = { id: 'a', outcome: 'ok', status: 200, ms: 5, upstreamMs: null, bytes: 0, refund, credits } as const
    const record = end(state, said, NOW, nothingTouched())
    return { state, record: record?.credits, used: used(state, NOW) }
  }

  test.each([0, 3, 4, 12])('takes the place of what was held: %j', (credits) => {
    expect(settled(credits)).toMatchObject({ record: credits, used: credits })
  })

  test('beyond the quota is charged whole, and nothing passes after it', () => {
    expect(decide(settled(12).state, callOf('b'), NOW).code).toBe('QUOTA_EXCEEDED')
  })

  test.each([-1, 1.5, Number.NaN, 2 ** 53])('changes nothing when it is no cost: %j', (credits) => {
    expect(settled(credits)).toMatchObject({ record: 4, used: 4 })
  })

  test('is nothing with a refund', () => {
    expect(settled(12, true)).toMatchObject({ record: 0, used: 0 })
  })
})
