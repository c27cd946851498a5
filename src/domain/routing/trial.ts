import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok, type Result } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { DecisionCode } from '../metering/decision.ts'
import type { Check } from '../metering/explain.ts'
import type { KeyRateLimit } from '../metering/face.ts'

/** One call that an operator makes through a route, to see what becomes of it. */
export interface Trial {
  method: string
  /** Behind the route's, with a slash at its beginning; or empty. */
  path: string
  /** Without its question mark. */
  query: string
  headers: [name: string, value: string][]
  body: string
  /** Where it is said to come from, an IP address; empty for nowhere. */
  address: string
}

/** The key in whose name a trial asks for its decision. The hash is for its meter alone. */
export interface TrialKey {
  id: string
  hint: string
  name: string
  hash: string
  rateLimits: KeyRateLimit[]
  account: { id: string; name: string; tag: string }
}

/** What an upstream answered, as far as it was read. */
export interface TrialAnswer {
  status: number
  /** Until the answer's head was there. */
  ms: number
  headers: [name: string, value: string][]
  /** Its beginning; null for what is no text. */
  text: string | null
  /** That were read. */
  bytes: number
  /** Whether the body ended, was left to itself after its beginning, or broke off. */
  end: 'whole' | 'cut' | 'broken'
}

/** What became of a trial. What it did not come to is null. */
export interface TrialReport {
  requestId: string
  /** Null for a trial without a decision. */
  key: TrialKey | null
  /** Why there is no upstream's answer. */
  refused: DecisionCode | null
  decision: { code: string; checks: Check[] } | null
  /** The upstream's request, without the secret's value. */
  sent: { method: string; url: string; headers: [name: string, value: string][]; bytes: number } | null
  answer: TrialAnswer | null
}

export interface TrialStore {
  /** Keys of all accounts with this id or, of four characters or a hint, this end; at most two. */
  keysNamed(text: string): Promise<TrialKey[]>
  record(event: AuditEvent): Promise<void>
}

export interface Trials {
  /** The key that an operator means, by its id, its hint or its last four characters. */
  key(text: string): Promise<Result<TrialKey>>
  /** Records that a trial is made: in the key's account's log, too. Nothing of its headers or body. */
  begin(
    by: { userId: string; address: string },
    routeId: string,
    trial: { method: string; path: string; key: TrialKey | null },
  ): Promise<void>
}

/** The verbs about trials of routes. */
export const makeTrials = ({ store, clock, ids }: { store: TrialStore; clock: Clock; ids: Ids }): Trials => ({
  async key(text) {
    const [key, another] = await store.keysNamed(text)
    if (!key) return failed('VALIDATION_FAILED', [{ field: 'key', problem: 'no_such_key' }])
    return another ? failed('VALIDATION_FAILED', [{ field: 'key', problem: 'several_keys' }]) : ok(key)
  },

  begin: (by, routeId, { method, path, key }) =>
    store.record({
      id: ids('evt'),
      at: clock(),
      actorId: by.userId,
      accountId: key?.account.id ?? null,
      action: 'route.tried',
      target: routeId,
      detail: { key: key?.id ?? null, method, path },
      address: by.address,
    }),
})
