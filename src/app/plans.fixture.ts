import type { Plan } from '../domain/plans/plan.ts'
import type { PlanTerms } from '../domain/plans/terms.ts'
import { bindings, type Person, services } from './visitor.fixture.ts'

export const OPERATOR = { userId: 'user_none', address: '' }

let made = 0

/** A new plan, priced at 29 dollars where nothing else is said. */
export async function madePlan(terms: Partial<PlanTerms> = {}): Promise<Plan> {
  made += 1
  const plan = await services.plans.create(OPERATOR, `made-${made}`, {
    name: `Made ${made}`,
    priceMinor: 2_900,
    currency: 'USD',
    includedCredits: 1_000,
    overage: null,
    rateLimits: [],
    quotas: [],
    maxKeys: null,
    maxMembers: null,
    trialDays: 0,
    byInvitation: false,
    features: { en: [], zh: [] },
    ...terms,
  })
  if (!plan.ok) throw new Error(JSON.stringify(plan))
  return plan.value
}

/** Puts someone's account on a plan. */
export async function putOn({ accountId }: Person, { id }: Plan): Promise<void> {
  const { DB } = bindings
  await DB.batch([
    DB.prepare('UPDATE accounts SET plan_id = ? WHERE id = ?').bind(id, accountId),
    DB.prepare('UPDATE plan_phases SET plan_id = ? WHERE account_id = ?').bind(id, accountId),
  ])
}
