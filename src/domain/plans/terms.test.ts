import { describe, expect, test } from 'vitest'
import { type PlanTerms, problemsOf } from './terms.ts'

const TERMS: PlanTerms = {
  name: 'Pro',
  priceMinor: 2_900,
  currency: 'USD',
  includedCredits: 100,
  overage: [
    { from: 0, to: 10, price_minor: 40, per: 1_000 },
    { from: 10, to: null, price_minor: 30, per: 1_000 },
  ],
  rateLimits: [],
  quotas: [],
  maxKeys: null,
  maxMembers: 1,
  trialDays: 365,
  byInvitation: false,
  features: { en: ['One'], zh: ['一'] },
}
const tier = (from: number, to: number | null, price_minor = 1, per = 1) => ({ from, to, price_minor, per })
const problems = (terms: Partial<PlanTerms>, key = 'pro') => problemsOf(key, { ...TERMS, ...terms })

test('whole terms have no problem', () => {
  expect(problems({})).toEqual([])
  expect(problems({ overage: null, includedCredits: null })).toEqual([])
  expect(problems({ overage: [tier(0, null, 0)] })).toEqual([])
})

const BAD = [-1, 0.5, 1e12, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER]

describe('an amount that is none is refused at its field', () => {
  test.each(BAD)('a price of %d', (priceMinor) => {
    expect(problems({ priceMinor })).toEqual([{ field: 'price', problem: 'amount' }])
  })

  test.each(BAD)('a tier’s price of %d', (price) => {
    expect(problems({ overage: [tier(0, 5), tier(5, null, price)] })).toEqual([
      { field: 'overage.1.price_minor', problem: 'amount' },
    ])
  })

  test.each([-1, 0.5, Number.NaN])('credits, keys and members of %d', (count) => {
    const found = problems({ overage: null, includedCredits: count, maxKeys: count, maxMembers: count })
    expect(found).toEqual(['included_credits', 'max_keys', 'max_members'].map((field) => ({ field, problem: 'whole' })))
  })

  test.each([0, -1, 0.5, Number.NaN])('a tier’s price for %d credits', (per) => {
    expect(problems({ overage: [tier(0, null, 1, per)] })).toEqual([{ field: 'overage.0.per', problem: 'whole' }])
  })
})

describe('tiers go from the first credit to no end', () => {
  test.each([
    ['a gap', [tier(0, 5), tier(6, null)], 'overage.1', 'tier_gap', 2],
    ['a late start', [tier(1, null)], 'overage.0', 'tier_gap', 1],
    ['an overlap', [tier(0, 5), tier(4, null)], 'overage.1', 'tier_overlap', 2],
    ['one behind that without an end', [tier(0, null), tier(5, null)], 'overage.1', 'tier_overlap', 2],
    ['an empty one', [tier(0, 5), tier(5, 5), tier(5, null)], 'overage.1', 'tier_empty', 2],
    ['an end', [tier(0, 5), tier(5, 9)], 'overage.1', 'tier_end', 2],
  ] as const)('%s is refused', (_, overage, field, problem, limit) => {
    expect(problems({ overage: [...overage] })).toEqual([{ field, problem, limit }])
  })

  test('none at all is no overage', () => {
    expect(problems({ overage: [] })).toEqual([{ field: 'overage', problem: 'required' }])
  })

  test('beyond credits without an end there are none', () => {
    expect(problems({ includedCredits: null })).toEqual([{ field: 'overage', problem: 'needs_included' }])
  })
})

test('a currency that is none, a trial beyond a year, quotas of one period, and features of one language are refused', () => {
  const quotas = [1, 2].map((limit) => ({ limit, period: 'day' as const }))
  expect(problems({ currency: 'XXY', trialDays: 366, quotas, features: { en: ['One'], zh: [] } })).toEqual([
    { field: 'currency', problem: 'currency' },
    { field: 'trial_days', problem: 'too_large', limit: 365 },
    { field: 'quotas', problem: 'taken' },
    { field: 'features', problem: 'both_languages' },
  ])
})

test('the plan that newcomers get asks nothing of them', () => {
  const free = { priceMinor: 0, overage: null, trialDays: 0 }
  expect(problems(free, 'free')).toEqual([])
  expect(problems({ ...TERMS, byInvitation: true }, 'free').map(({ field, problem }) => [field, problem])).toEqual(
    ['price', 'overage', 'trial_days', 'by_invitation'].map((field) => [field, 'free_plan']),
  )
})
