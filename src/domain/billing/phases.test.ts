import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OverageTier } from './overage.ts'
import { overageByPlan, type PhaseUse, spentOn } from './phases.ts'

const tiers: OverageTier[] = [{ from: 0, to: null, price_minor: 1, per: 1 }]
const phase = (
  planId: string,
  includedCredits: number | null,
  credits: number,
  more: Partial<PhaseUse> = {},
): PhaseUse => ({
  planId,
  trial: false,
  credits,
  terms: { includedCredits, overage: tiers },
  ...more,
})
const creditsOf = (phases: PhaseUse[]) =>
  Object.fromEntries([...overageByPlan(phases)].map(([planId, { credits }]) => [planId, credits]))

test('who has used 80 of 100 and then gets 1,000 has 920 left', () => {
  expect(creditsOf([phase('small', 100, 80), phase('large', 1_000, 920)])).toEqual({})
  expect(creditsOf([phase('small', 100, 80), phase('large', 1_000, 921)])).toEqual({ large: 1 })
})

test('what was beyond under one plan is not beyond once more under the next', () => {
  expect(creditsOf([phase('large', 100, 150), phase('small', 10, 5)])).toEqual({ large: 50, small: 5 })
})

test('a trial, a plan at which calls stop and one without an end have no overage', () => {
  const stops = { terms: { includedCredits: 10, overage: null } }
  expect(creditsOf([phase('a', 10, 20, { trial: true }), phase('b', 10, 20, stops), phase('c', null, 20)])).toEqual({})
})

test('a plan that comes back goes on in its tiers', () => {
  const graduated: OverageTier[] = [
    { from: 0, to: 10, price_minor: 10, per: 1 },
    { from: 10, to: null, price_minor: 1, per: 1 },
  ]
  const pro = (credits: number) => phase('pro', 0, credits, { terms: { includedCredits: 0, overage: graduated } })
  const other = phase('other', null, 0)
  expect(spentOn([pro(8), other, pro(4)])).toBe(10 * 10 + 2)
})

test('cutting a phase in two changes nothing that is owed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.nat(300), fc.nat(200)), { maxLength: 6 }),
      fc.nat(5),
      fc.nat(200),
      (parts, at, cut) => {
        const phases = parts.map(([plan, credits, included]) => phase(`${plan}/${included}`, included, credits))
        const one = phases[at]
        if (!one) return
        const first = Math.min(cut, one.credits)
        const halves = [
          { ...one, credits: first },
          { ...one, credits: one.credits - first },
        ]
        expect(spentOn([...phases.slice(0, at), ...halves, ...phases.slice(at + 1)])).toBe(spentOn(phases))
      },
    ),
  )
})
