import { isCurrency } from '../billing/amount-text.ts'
import { isAmount } from '../billing/money.ts'
import { faultOf } from '../billing/overage.ts'
import type { FieldError } from '../failures.ts'
import { FREE, type Plan } from './plan.ts'

/** What a version of a plan says. */
export type PlanTerms = Omit<Plan, 'id' | 'key' | 'version' | 'endedAt' | 'createdAt'>

/** Longer than any trial. */
const MOST_TRIAL_DAYS = 365

const isCount = (value: number | null, least: number): boolean =>
  value === null || (Number.isSafeInteger(value) && value >= least)

const FAULTS = { gap: 'tier_gap', overlap: 'tier_overlap', empty: 'tier_empty', end: 'tier_end' } as const

function overageProblems({ overage, includedCredits }: PlanTerms): FieldError[] {
  if (overage === null) return []
  const errors = overage.flatMap(({ from, to, price_minor, per }, i): FieldError[] => [
    ...(isCount(from, 0) ? [] : [{ field: `overage.${i}.from`, problem: 'whole' as const }]),
    ...(isCount(to, 1) ? [] : [{ field: `overage.${i}.to`, problem: 'whole' as const }]),
    ...(isAmount(price_minor) ? [] : [{ field: `overage.${i}.price_minor`, problem: 'amount' as const }]),
    ...(Number.isSafeInteger(per) && per > 0 ? [] : [{ field: `overage.${i}.per`, problem: 'whole' as const }]),
  ])
  if (errors.length > 0) return errors
  if (includedCredits === null) return [{ field: 'overage', problem: 'needs_included' }]
  if (overage.length === 0) return [{ field: 'overage', problem: 'required' }]
  const fault = faultOf(overage)
  if (!fault) return []
  return [{ field: `overage.${fault.tier}`, problem: FAULTS[fault.problem], limit: fault.tier + 1 }]
}

/** Newcomers get the free plan without being asked, so that it asks nothing of them. */
function freeProblems({ priceMinor, overage, trialDays, byInvitation }: PlanTerms): FieldError[] {
  const fields = [
    ...(priceMinor > 0 ? ['price'] : []),
    ...(overage === null ? [] : ['overage']),
    ...(trialDays > 0 ? ['trial_days'] : []),
    ...(byInvitation ? ['by_invitation'] : []),
  ]
  return fields.map((field) => ({ field, problem: 'free_plan' }))
}

/** What is wrong with the terms of a plan, by the names that JSON has for them. */
export function problemsOf(key: string, terms: PlanTerms): FieldError[] {
  const { priceMinor, currency, includedCredits, quotas, maxKeys, maxMembers, trialDays, features } = terms
  const errors: FieldError[] = []
  if (!isAmount(priceMinor)) errors.push({ field: 'price', problem: 'amount' })
  if (!isCurrency(currency)) errors.push({ field: 'currency', problem: 'currency' })
  if (!isCount(includedCredits, 0)) errors.push({ field: 'included_credits', problem: 'whole' })
  if (!isCount(maxKeys, 1)) errors.push({ field: 'max_keys', problem: 'whole' })
  if (!isCount(maxMembers, 1)) errors.push({ field: 'max_members', problem: 'whole' })
  if (!Number.isSafeInteger(trialDays) || trialDays < 0 || trialDays > MOST_TRIAL_DAYS) {
    errors.push({ field: 'trial_days', problem: 'too_large', limit: MOST_TRIAL_DAYS })
  }
  if (new Set(quotas.map(({ period }) => period)).size < quotas.length) {
    errors.push({ field: 'quotas', problem: 'taken' })
  }
  if (features.en.length !== features.zh.length) errors.push({ field: 'features', problem: 'both_languages' })
  errors.push(...overageProblems(terms))
  if (key === FREE && errors.length === 0) errors.push(...freeProblems(terms))
  return errors
}
