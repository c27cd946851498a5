import type { AuditAction, AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { type FailureCode, failed, ok } from '../failures.ts'
import type { Ids } from '../ids.ts'
import { FREE, type Plan } from './plan.ts'
import type { PlanInvitation, PlanRow, Plans } from './plans.ts'
import { problemsOf } from './terms.ts'

/** Keeps plans. Each change is one transaction with its event, and answers whether it was made. */
export interface PlanStore {
  onSale(): Promise<Plan[]>
  choosable(accountId: string): Promise<Plan[]>
  all(): Promise<PlanRow[]>
  find(id: string): Promise<Plan | null>
  /** Of a key; null when no plan has it. */
  newest(key: string): Promise<Plan | null>
  /** False when a plan has the key and version already. */
  insert(plan: Plan, event: AuditEvent): Promise<boolean>
  /** Adds a version behind the one of this id and ends that; false when that has ended or is not the newest. */
  renew(id: string, next: Plan, event: AuditEvent): Promise<boolean>
  /** Ends every version of a key; false when they have. */
  end(key: string, event: AuditEvent): Promise<boolean>
  invitations(key: string): Promise<PlanInvitation[]>
  /** Accounts of this id or name, two at most. */
  accountsNamed(text: string): Promise<{ id: string; name: string }[]>
  /** False when the key's newest version is for everyone, or has ended, or the account is invited. */
  invite(key: string, accountId: string, event: AuditEvent): Promise<boolean>
  /** False when it is not invited. */
  withdraw(key: string, accountId: string, event: AuditEvent): Promise<boolean>
}

export interface PlanPorts {
  store: PlanStore
  clock: Clock
  ids: Ids
}

/** The verbs about plans over these ports. */
export function makePlans({ store, clock, ids }: PlanPorts): Plans {
  const eventOf = (
    by: { userId: string; address: string },
    action: AuditAction,
    target: string,
    detail: Record<string, unknown>,
    accountId: string | null = null,
  ): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: by.userId,
    accountId,
    action,
    target,
    detail,
    address: by.address,
  })

  /** What a version says, for the log. */
  const shown = ({ id: _, createdAt: __, endedAt: ___, ...plan }: Plan) => plan

  /** PLAN_ENDED where that is why a change was not made. */
  const endedOr = async (key: string, otherwise: FailureCode) =>
    failed((await store.newest(key))?.endedAt === null ? otherwise : 'PLAN_ENDED')

  const invitationOf = async (key: string, accountId: string) =>
    (await store.invitations(key)).find(({ account }) => account.id === accountId)

  return {
    onSale: store.onSale,
    choosable: store.choosable,
    all: store.all,
    find: store.find,

    async create(by, key, terms) {
      const errors = problemsOf(key, terms)
      if (errors.length > 0) return failed('VALIDATION_FAILED', errors)
      const plan: Plan = { ...terms, id: ids('plan'), key, version: 1, endedAt: null, createdAt: clock() }
      const isMade = await store.insert(plan, eventOf(by, 'plan.created', plan.id, { after: shown(plan) }))
      return isMade ? ok(plan) : failed('PLAN_KEY_TAKEN', [{ field: 'key', problem: 'taken' }])
    },

    async renew(by, id, changes) {
      const before = await store.find(id)
      if (!before) return failed('NOT_FOUND')
      const { id: _, key, version, endedAt: __, createdAt: ___, ...said } = before
      const terms = { ...said, ...changes }
      const errors = problemsOf(key, terms)
      if (errors.length > 0) return failed('VALIDATION_FAILED', errors)
      const next: Plan = { ...terms, id: ids('plan'), key, version: version + 1, endedAt: null, createdAt: clock() }
      const event = eventOf(by, 'plan.changed', next.id, { before: shown(before), after: shown(next) })
      return (await store.renew(id, next, event)) ? ok(next) : endedOr(key, 'PLAN_SUPERSEDED')
    },

    async end(by, id) {
      const plan = await store.find(id)
      if (!plan) return failed('NOT_FOUND')
      if (plan.key === FREE) return failed('PLAN_NEEDED')
      const event = eventOf(by, 'plan.ended', id, { key: plan.key, name: plan.name })
      if (!(await store.end(plan.key, event))) return failed('PLAN_ENDED')
      return ok({ ...plan, endedAt: plan.endedAt ?? event.at })
    },

    async invitations(id) {
      const plan = await store.find(id)
      return plan ? ok(await store.invitations(plan.key)) : failed('NOT_FOUND')
    },

    async invite(by, id, text) {
      const plan = await store.find(id)
      if (!plan) return failed('NOT_FOUND')
      const [account, another] = await store.accountsNamed(text)
      if (!account || another) {
        const problem = account ? 'several_accounts' : 'no_such_account'
        return failed('VALIDATION_FAILED', [{ field: 'account', problem }])
      }
      const detail = { key: plan.key, name: plan.name }
      const isMade = await store.invite(plan.key, account.id, eventOf(by, 'plan.invited', id, detail, account.id))
      const invitation = await invitationOf(plan.key, account.id)
      if (invitation) return ok(invitation)
      if (isMade) throw new Error('an invitation that was just made is gone')
      return endedOr(plan.key, 'PLAN_FOR_EVERYONE')
    },

    async withdraw(by, id, accountId) {
      const plan = await store.find(id)
      const invitation = plan && (await invitationOf(plan.key, accountId))
      if (!plan || !invitation) return failed('NOT_FOUND')
      const event = eventOf(by, 'plan.invitation_withdrawn', id, { key: plan.key, name: plan.name }, accountId)
      return (await store.withdraw(plan.key, accountId, event)) ? ok(invitation) : failed('NOT_FOUND')
    },
  }
}
