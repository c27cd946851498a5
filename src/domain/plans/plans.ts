import type { Plan } from './plan.ts'

export interface Plans {
  /** The newest version of each plan, the cheapest first. */
  onSale(): Promise<Plan[]>
}
