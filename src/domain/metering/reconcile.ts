import { HOUR, type Period, type PeriodKind, periodAt } from '../periods.ts'
import type { LedgerView } from './face.ts'
import { PHASE } from './phases.ts'
import { isAdmitted, rollUp } from './rollup.ts'
import { ACCOUNT } from './state.ts'

/** A key's quota is in force in its object within this of its change, ms. */
const IN_FORCE_WITHIN = HOUR

/** The ways in which two books of one account can disagree. Stable: they stand in D1, and in what programs read. */
export const DIFFERENCES = [
  'counter.account_month',
  'counter.account_quota',
  'counter.key_month',
  'counter.key_quota',
  'mark.ahead',
  'mark.beyond',
  'tail.gap',
  'pack.beyond',
  'pack.count',
  'pack.repeated',
  'calls.count',
  'calls.credits',
  'daily.calls',
  'daily.credits',
  'daily.ms',
  'totals.calls',
  'totals.credits',
  'totals.ms',
  'archive.missing',
  'archive.short',
  'archive.count',
  'archive.calls',
  'archive.credits',
  'bill.lines',
  'bill.total',
  'bill.digest',
  'bill.usage',
  'bill.missing',
  'bill.number',
  'credit.used',
] as const
export type DifferenceCode = (typeof DIFFERENCES)[number]

/** One number that two books do not agree on. */
export interface Difference {
  code: DifferenceCode
  /** What it is about; with the account and the code it names the difference. */
  subject: string
  keyId: string | null
  /** `2026-11`, `2026-11-20`, `2026-11-20T14`, or null. */
  period: string | null
  expected: number
  found: number
}

export interface Sum {
  calls: number
  credits: number
}

/** Calls of one UTC day of admission, key, route and outcome. */
export interface DaySum extends Sum {
  day: number
  keyId: string
  routeId: string
  outcome: string
}

/** A sum that another table has otherwise than the hours: of a day and key and route, or with neither of an hour. */
export interface UnevenSum {
  table: 'daily' | 'totals'
  start: number
  keyId: string | null
  routeId: string | null
  outcome: string
  hourly: Sum & { ms: number }
  other: Sum & { ms: number }
}

/** Calls of one account that were archived together. */
export interface ArchivedPart {
  /** UTC day on which they were written to D1's packs. */
  day: number
  object: string
  start: number
  length: number
  count: number
  /** By UTC day of admission and outcome. */
  sums: (Sum & { day: number; outcome: string })[]
  /** Bytes of the object; null when it is not there, undefined when nobody looked. */
  size?: number | null
  /** What its lines add up to; left out when nobody read them. */
  held?: Sum
}

/** What D1 and the archive say of an account at one instant, from the start of a UTC day on. */
export interface ReadModel {
  since: number
  /** The newest commit of the object that D1 holds. */
  mark: number
  /** The newest commit among its packed calls; 0 without any. */
  newestPack: number
  /** The hourly sums, added up by day. */
  usage: DaySum[]
  /** The same out of the packed calls. */
  calls: DaySum[]
  uneven: UnevenSum[]
  /** Packs that do not hold as many records as they say. */
  packs: { at: number; seq: number; count: number; held: number }[]
  /** Request ids that stand more than once. */
  repeated: { id: string; times: number }[]
  archives: ArchivedPart[]
  /** Credits of all time, of keys with a counter that never ends. */
  allTime: { keyId: string; credits: number }[]
  /** Of keys that have a quota. */
  quotas: { keyId: string; kind: PeriodKind }[]
  /** When a key's quota was last changed, UTC ms. */
  quotaChanged: { keyId: string; at: number }[]
}

export interface Books {
  ledger: LedgerView
  model: ReadModel
}

const dayName = (day: number): string => new Date(day).toISOString().slice(0, 10)
const hourName = (hour: number): string => new Date(hour).toISOString().slice(0, 13)

/**
 * Every number on which an account's books disagree: the object's counters, the hourly sums and those beside them, the packed
 * calls, and the archive. The model must not hold commits that the ledger does not know, see src/storage/reconcile.ts.
 */
export function reconcile(books: Books): Difference[] {
  return [...marks(books), ...counters(books), ...packs(books), ...sums(books), ...calls(books), ...archives(books)]
}

function* marks({ ledger, model }: Books): Iterable<Difference> {
  const { mark, seq, tail } = ledger
  const of = { subject: 'object', keyId: null, period: null }
  if (mark > model.mark) yield { code: 'mark.ahead', ...of, expected: model.mark, found: mark }
  // Of what D1 does not hold the tail has each commit.
  const above = tail.filter((entry) => entry.seq > model.mark)
  const missing = seq - Math.max(mark, model.mark)
  if (above.length !== missing) yield { code: 'tail.gap', ...of, expected: missing, found: above.length }
}

/** Credits charged at some instant of a period. */
interface Charge {
  at: number
  keyId: string
  credits: number
}

function* counters({ ledger, model }: Books): Iterable<Difference> {
  const tail = rollUp(ledger.tail.filter(({ seq }) => seq > model.mark))
  const above: Charge[] = tail.map(({ hour, keyId, credits }) => ({ at: hour, keyId, credits }))
  const charged = [...model.usage.map(({ day, keyId, credits }) => ({ at: day, keyId, credits })), ...above]
  const ofAllTime = [...model.allTime.map((row) => ({ at: 0, ...row })), ...above]
  const changed = new Map(model.quotaChanged.map(({ keyId, at }) => [keyId, at]))

  for (const name of comparable(charged, { ledger, model })) {
    const [owner, kind, period] = name.split('/') as [string, PeriodKind, string]
    const { start, end } = startAndEnd(kind, period, ledger.at)
    if (kind !== 'total' && start < model.since) continue
    const within = (kind === 'total' ? ofAllTime : charged).filter(
      ({ at, keyId }) => (owner === ACCOUNT || keyId === owner) && at >= start && at < end,
    )
    const open = ledger.open.filter((call) => call.counters.includes(name))
    const expected = creditsOf(within) + creditsOf(open)
    const found = ledger.counters[name] ?? 0
    // A quota that was set in mid-period counts from then on, so that its counter may lack what came before.
    const setAt = owner === ACCOUNT ? ledger.at : (changed.get(owner) ?? Number.NEGATIVE_INFINITY)
    const mayLack = kind !== 'month' && setAt + IN_FORCE_WITHIN > start
    if (found === expected || (mayLack && found < expected)) continue
    const keyId = owner === ACCOUNT ? null : owner
    const code = `counter.${keyId === null ? 'account' : 'key'}_${kind === 'month' ? 'month' : 'quota'}` as const
    yield { code, subject: name, keyId, period, expected, found }
  }
}

const creditsOf = (charges: readonly { credits: number }[]): number =>
  charges.reduce((sum, { credits }) => sum + credits, 0)

/** Names of the counters that are held against the other books: every one of a running period, and the account's last month. */
function comparable(charged: readonly Charge[], { ledger: { at, counters, open }, model }: Books): Set<string> {
  const month = periodAt('month', at)
  const names = new Set([`${ACCOUNT}/month/${month.name}`, `${ACCOUNT}/month/${lastMonth(at).name}`])
  for (const charge of charged) if (charge.at >= month.start) names.add(`${charge.keyId}/month/${month.name}`)
  for (const { keyId, kind } of model.quotas) names.add(`${keyId}/${kind}/${periodAt(kind, at).name}`)
  for (const name of [...Object.keys(counters), ...open.flatMap((call) => call.counters)]) {
    const [owner, kind, period] = name.split('/') as [string, PeriodKind, string]
    if (owner !== PHASE && period === periodAt(kind, at).name) names.add(name)
  }
  return names
}

const lastMonth = (at: number): Period => periodAt('month', periodAt('month', at).start - 1)

function startAndEnd(kind: PeriodKind, name: string, at: number): { start: number; end: number } {
  const running = periodAt(kind, at)
  const { start, end } = name === running.name ? running : lastMonth(at)
  return { start, end: end ?? Number.POSITIVE_INFINITY }
}

function* packs({ model }: Books): Iterable<Difference> {
  const { mark, newestPack } = model
  if (newestPack > mark)
    yield { code: 'pack.beyond', subject: 'packs', keyId: null, period: null, expected: mark, found: newestPack }
  for (const { at, seq, count, held } of model.packs)
    yield {
      code: 'pack.count',
      subject: `${at}/${seq}`,
      keyId: null,
      period: dayName(at),
      expected: count,
      found: held,
    }
  for (const { id, times } of model.repeated)
    yield { code: 'pack.repeated', subject: id, keyId: null, period: null, expected: 1, found: times }
}

function* sums({ model }: Books): Iterable<Difference> {
  for (const { table, start, keyId, routeId, outcome, hourly, other } of model.uneven) {
    const period = table === 'daily' ? dayName(start) : hourName(start)
    const subject = [period, keyId, routeId, outcome].filter((part) => part !== null).join('/')
    for (const what of ['calls', 'credits', 'ms'] as const) {
      if (hourly[what] === other[what]) continue
      yield { code: `${table}.${what}`, subject, keyId, period, expected: hourly[what], found: other[what] }
    }
  }
}

/**
 * Each call that is counted stands in one pack or in one archive. Archives say their sums by day and outcome alone, so that
 * days of which they hold some are compared by these; of refusals only the first are kept.
 */
function* calls({ model }: Books): Iterable<Difference> {
  const archived = model.archives.flatMap((part) => part.sums).filter(({ day }) => day >= model.since)
  const coarse = new Set(archived.map(({ day }) => day))
  type Row = Sum & { day: number; outcome: string; keyId?: string; routeId?: string }
  const pairs = new Map<string, { row: Row; counted: Sum; kept: Sum }>()
  const add = (row: Row, book: 'counted' | 'kept') => {
    const isCoarse = coarse.has(row.day)
    const parts = [dayName(row.day), ...(isCoarse ? [] : [row.keyId, row.routeId]), row.outcome]
    const subject = parts.join('/')
    const pair = pairs.get(subject) ?? { row, counted: { calls: 0, credits: 0 }, kept: { calls: 0, credits: 0 } }
    pairs.set(subject, pair)
    pair[book].calls += row.calls
    pair[book].credits += row.credits
  }
  for (const row of model.usage) add(row, 'counted')
  for (const row of [...model.calls, ...archived]) add(row, 'kept')

  for (const [subject, { row, counted, kept }] of pairs) {
    const of = { subject, keyId: coarse.has(row.day) ? null : (row.keyId ?? null), period: dayName(row.day) }
    const isRight = isAdmitted(row.outcome) ? kept.calls === counted.calls : kept.calls <= counted.calls
    if (!isRight) yield { code: 'calls.count', ...of, expected: counted.calls, found: kept.calls }
    if (kept.credits !== counted.credits)
      yield { code: 'calls.credits', ...of, expected: counted.credits, found: kept.credits }
  }
}

function* archives({ model }: Books): Iterable<Difference> {
  for (const { day, object, start, length, count, sums, size, held } of model.archives) {
    const of = { subject: object, keyId: null, period: dayName(day) }
    const summed = sums.reduce((sum, { calls }) => sum + calls, 0)
    if (summed !== count) yield { code: 'archive.count', ...of, expected: count, found: summed }
    if (held && held.calls !== count) yield { code: 'archive.calls', ...of, expected: count, found: held.calls }
    const credits = creditsOf(sums)
    if (held && held.credits !== credits)
      yield { code: 'archive.credits', ...of, expected: credits, found: held.credits }
    if (size === undefined) continue
    if (size === null) yield { code: 'archive.missing', ...of, expected: start + length, found: 0 }
    else if (size < start + length) yield { code: 'archive.short', ...of, expected: start + length, found: size }
  }
}

/** D1 holds commits that the object never made. */
export const markBeyond = (seq: number, mark: number): Difference => ({
  code: 'mark.beyond',
  subject: 'object',
  keyId: null,
  period: null,
  expected: seq,
  found: mark,
})

/** From when on the nightly run compares: the start of last month, which the object's counters reach back to. */
export const sinceLastMonth = (now: number): number => lastMonth(now).start
