import type { Result } from '../failures.ts'
import { type AddressRange, isWithin } from '../keys/addresses.ts'
import { type Check, codeOf, explain } from '../metering/explain.ts'
import type { CallRecord } from '../metering/face.ts'
import { isAdmitted } from '../metering/rollup.ts'
import type { Page } from '../page.ts'

/** Which calls a list is about; empty texts and nulls narrow nothing. */
export interface CallSearch {
  key: string
  route: string
  /** ok, failed, unknown, a refusal's code, or `refused` for every refusal. */
  outcome: string
  /** The decision's code. */
  code: string
  status: number | null
  /** UTC ms of the decision, half-open. */
  since: number | null
  until: number | null
  /** From where the call came. */
  address: AddressRange | null
  requestId: string
  cursor: string | null
  limit: number
}

/** A part of a list of calls. */
export interface CallPage extends Page<NamedCall> {
  /** UTC ms back to which was searched when less was found than asked and more is left; else null. */
  searchedTo: number | null
  /** Calls of the account that have not ended; null where its object was not asked. */
  underWay: number | null
}

/** A search over all accounts, or one of them. */
export interface AllCallsSearch extends CallSearch {
  account: string
}

/** A call with the names that people know its parts by. */
export interface NamedCall extends CallRecord {
  accountId: string
  keyHint: string
  keyName: string
  routeName: string
}

/** What a list can be narrowed to by name: an account's newest keys and the one that is chosen, and every route. */
export interface CallChoices {
  keys: { id: string; name: string; hint: string }[]
  routes: { id: string; name: string }[]
}

/** Calls of an account as its people see them: what D1 holds and what it does not hold yet. */
export interface Calls {
  /**
   * Newest first, in the order in which they were written down: at their ends. A page may hold fewer than its limit, even
   * none, and still have a next one: only so much is searched at a time.
   */
  list(account: { id: string; tag: string }, search: CallSearch): Promise<CallPage>
  /** `key` is the id of the one that is chosen; empty for none. */
  choices(accountId: string, key: string): Promise<CallChoices>
  /** NOT_FOUND; METER_UNAVAILABLE when D1 does not hold it and the object cannot be asked. */
  find(account: { id: string; tag: string }, requestId: string): Promise<Result<ExplainedCall>>
  /** For operators: of all accounts as D1 last heard, or of one as it is now. */
  all(search: AllCallsSearch): Promise<CallPage>
  /** For operators. With an account it is found at once, else as soon as D1 holds it. */
  findAnywhere(requestId: string, accountId: string): Promise<Result<ExplainedCall>>
}

/** A call with what its record says of its decision. */
export interface ExplainedCall extends NamedCall {
  code: string
  checks: Check[]
  /** Whether its limits were kept; not in records of before they were. */
  limitsKept: boolean
  /** Credits that were asked; null where that was not kept. */
  asked: number | null
  scopes: string[]
  refunded: boolean
  /** Whether it costs something else than what was asked: what the upstream's answer said. */
  settled: boolean
}

/** A call with each check of its decision. */
export function explained(call: NamedCall): ExplainedCall {
  const { trail, credits, outcome } = call
  const asked = trail ? trail[0] : null
  return {
    ...call,
    code: codeOf(call),
    checks: explain(call),
    limitsKept: trail !== undefined,
    asked,
    scopes: trail?.[2] ?? [],
    refunded: isAdmitted(outcome) && asked !== null && asked > 0 && credits === 0,
    settled: isAdmitted(outcome) && asked !== null && credits > 0 && credits !== asked,
  }
}

/** Whether a call is one that a search asks for. Storage says the same in SQL. */
export function fits(call: CallRecord, search: CallSearch): boolean {
  const { key, route, outcome, code, status, since, until, address, requestId } = search
  const admitted = isAdmitted(call.outcome)
  return (
    (key === '' || call.keyId === key) &&
    (route === '' || call.routeId === route) &&
    (outcome === '' || (outcome === 'refused' ? !admitted : call.outcome === outcome)) &&
    (code === '' || codeOf(call) === code) &&
    (status === null || call.status === status) &&
    (since === null || call.at >= since) &&
    (until === null || call.at < until) &&
    (address === null || isWithin(call.address, [address])) &&
    (requestId === '' || call.id === requestId)
  )
}
