import type { Plan } from '../domain/plans/plan.ts'
import { database } from '../storage/database.ts'
import { plans } from '../storage/schema.ts'
import { bindings } from './visitor.fixture.ts'

/** A plan on sale, once a key: without overage and of 1,000 credits, unless told. */
export async function seedPlan(key: string, priceMinor: number, change: Partial<Plan> = {}): Promise<string> {
  const id = change.id ?? `plan_${key}_1`
  await database(bindings.DB)
    .insert(plans)
    .values({
      id,
      key,
      version: 1,
      name: key,
      priceMinor,
      currency: 'USD',
      includedCredits: 1_000,
      rateLimits: [],
      createdAt: 0,
      ...change,
    })
    .onConflictDoNothing()
  return id
}
