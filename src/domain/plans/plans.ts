import type { Result } from '../failures.ts'
import type { Plan } from './plan.ts'
import type { PlanTerms } from './terms.ts'

/** A version with how many accounts have it now. */
export interface PlanRow extends Plan {
  accounts: number
}

/** An account that may choose a plan which is for the invited alone. */
export interface PlanInvitation {
  account: { id: string; name: string }
  /** A user name. */
  invitedBy: string
  /** UTC ms. */
  createdAt: number
}

type By = { userId: string; address: string }

/**
 * The verbs about plans. A version never changes: another one takes its place for those who choose from then on, and whoever
 * has a version keeps it.
 */
export interface Plans {
  /** The newest version of each plan that has not ended and needs no invitation, the cheapest first. */
  onSale(): Promise<Plan[]>
  /** Those on sale, and those that an account was invited to. */
  choosable(accountId: string): Promise<Plan[]>
  /** Every version, by key, the newest first. */
  all(): Promise<PlanRow[]>
  find(id: string): Promise<Plan | null>
  /** VALIDATION_FAILED with each wrong field; PLAN_KEY_TAKEN when a plan has the key, also one that has ended. */
  create(by: By, key: string, terms: PlanTerms): Promise<Result<Plan>>
  /**
   * Makes the next version of a plan, in which what is named differs; it ends the one before. VALIDATION_FAILED; PLAN_SUPERSEDED
   * when that was not the newest version; PLAN_ENDED.
   */
  renew(by: By, id: string, changes: Partial<PlanTerms>): Promise<Result<Plan>>
  /** Takes a plan off sale for good, in all its versions. PLAN_NEEDED for the free plan, PLAN_ENDED when it has ended. */
  end(by: By, id: string): Promise<Result<Plan>>
  /** Who was invited to a plan, whichever version is named; the newest first. */
  invitations(id: string): Promise<Result<PlanInvitation[]>>
  /**
   * Lets an account choose a plan by invitation: the account by its id, or by a name that no other has. Inviting it again changes
   * nothing. PLAN_FOR_EVERYONE, PLAN_ENDED.
   */
  invite(by: By, id: string, account: string): Promise<Result<PlanInvitation>>
  /** An account that has chosen the plan meanwhile keeps it. */
  withdraw(by: By, id: string, accountId: string): Promise<Result<PlanInvitation>>
}
