import type { Context } from 'hono'
import type { Filled } from '../../views/ui/field.tsx'
import type { CallPage } from '../domain/calls/calls.ts'
import { formatRange } from '../domain/keys/addresses.ts'
import { localAt, UTC } from '../domain/time-zones.ts'
import { type allCallsForm, type callsForm, searchOf } from './calls-input.ts'
import type { App } from './context.ts'
import { readFilter } from './middleware/query.ts'

type Form = typeof callsForm | typeof allCallsForm
type Search = ReturnType<typeof searchOf<ReturnType<typeof allCallsForm.parse>>>

/** A list of calls as its form asks for it. */
export interface Explored {
  filled: Filled
  /** Null when it was asked for wrongly: then nothing was searched. */
  found: { search: Search; query: Record<string, string>; list: CallPage } | null
}

/** As many as a page has by itself. */
const USUAL = 25

/** What a list is narrowed by, as its address says it: the same in every zone. Empty texts are left out there. */
const queryOf = (search: Search): Record<string, string> => ({
  account: search.account,
  request_id: search.requestId,
  outcome: search.outcome,
  code: search.code,
  since: search.since === null ? '' : new Date(search.since).toISOString(),
  until: search.until === null ? '' : new Date(search.until).toISOString(),
  key: search.key,
  route: search.route,
  address: search.address ? formatRange(search.address) : '',
  status: search.status === null ? '' : String(search.status),
  limit: search.limit === USUAL ? '' : String(search.limit),
})

/** The same as the form has it: its times are those of its reader's zone. */
const valuesOf = (search: Search, zone: string): Record<string, string> => ({
  ...queryOf(search),
  outcome: search.outcome || search.code,
  since: search.since === null ? '' : localAt(zone, search.since),
  until: search.until === null ? '' : localAt(zone, search.until),
})

/** Reads what a page of calls is asked for, in its reader's zone, and finds it. */
export async function explore(
  c: Context<App>,
  form: Form,
  find: (search: Search) => Promise<CallPage>,
): Promise<Explored> {
  const zone = c.var.session?.user.timeZone ?? UTC
  const query = readFilter(c, form)
  if (!query.ok) return { filled: { values: c.req.query(), errors: query.errors ?? [] }, found: null }
  const search = searchOf({ account: '', ...query.value }, zone)
  const filled = { values: valuesOf(search, zone), errors: [] }
  return { filled, found: { search, query: queryOf(search), list: await find(search) } }
}
