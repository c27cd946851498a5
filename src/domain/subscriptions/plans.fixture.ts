import type { Plan } from '../plans/plan.ts'
import type { Phase } from './phases.ts'

/** A plan of a key; its first version unless told. */
export const planOf = (key: string, priceMinor: number, change: Partial<Plan> = {}): Plan => ({
  id: `plan_${key}`,
  key,
  version: 1,
  name: key,
  priceMinor,
  currency: 'USD',
  includedCredits: 100,
  overage: null,
  rateLimits: [],
  quotas: [],
  maxKeys: null,
  maxMembers: null,
  trialDays: 0,
  byInvitation: false,
  features: { en: [], zh: [] },
  endedAt: null,
  createdAt: 0,
  ...change,
})

export const FREE = planOf('free', 0)
export const PRO = planOf('pro', 2_900, { includedCredits: 1_000 })
export const TEAM = planOf('team', 9_900, { includedCredits: 10_000 })

export const since = (startsAt: number, plan: Plan, trial = false): Phase => ({ startsAt, plan, trial })
