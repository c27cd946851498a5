import type { CallRecord } from '../../src/domain/metering/face.ts'
import { isAdmitted, type MinuteUsage, minutesOf, rollUp } from '../../src/domain/metering/rollup.ts'
import { UNSETTLED_GRACE_MS } from '../../src/domain/metering/state.ts'
import { type PeriodKind, periodAt } from '../../src/domain/periods.ts'
import { ROUTE, type Told } from './clients.ts'
import type { Account } from './people.ts'
import type { Played } from './play.ts'
import { reconciled } from './reconciled.ts'
import type { Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'

/** Every way in which what D1 holds differs from what clients were told, from itself, and from what limits allow. */
export async function judge(stage: Stage, schedule: Schedule, { accounts, clients }: Played): Promise<string[]> {
  const wrong = [...clients.wrong]
  const all: CallRecord[] = []
  for (const [i, account] of accounts.entries()) {
    const records = await readRecords(stage, account)
    const told = clients.calls.filter((call) => call.account === i)
    const { keys } = schedule.accounts[i] as Schedule['accounts'][number]
    const admitted = records.filter(({ outcome }) => isAdmitted(outcome))
    all.push(...admitted)
    const found = [
      ...againstClients(told, admitted),
      ...(await againstSums(stage, account, records, told)),
      ...(await reconciled(stage, account)),
      ...againstQuotas(admitted),
      ...keys.flatMap(({ rateLimits }, k) => {
        const of = admitted.filter(({ keyId }) => keyId === account.keys[k]?.id)
        return rateLimits.flatMap((limit) =>
          againstWindows(of, `key ${k}'s ${limit.name}`, limit.limit, limit.window_seconds),
        )
      }),
    ]
    wrong.push(...found.map((text) => `account ${i}: ${text}`))
  }
  return [...wrong, ...(await againstMinutes(stage, all))]
}

async function readRecords(stage: Stage, { id }: Account): Promise<CallRecord[]> {
  const query = `SELECT body FROM calls WHERE account_id = '${id}' ORDER BY at, seq`
  const rows = await stage.ask<{ body: string }[]>({ do: 'read', query })
  return rows.flatMap(({ body }) => JSON.parse(body) as CallRecord[])
}

/** Each call that a client was told is admitted is there once, as it ended; no other is there more often, or at all. */
function againstClients(told: readonly Told[], admitted: readonly CallRecord[]): string[] {
  const wrong: string[] = []
  const records = new Map<string, CallRecord[]>()
  for (const record of admitted) records.set(record.id, [...(records.get(record.id) ?? []), record])
  for (const call of told) {
    const { id, spec, heard, sends } = call
    const found = records.get(id) ?? []
    records.delete(id)
    const isTold = heard.some(({ code }) => code === 'VALID')
    const isRefused = !isTold && heard.length === sends
    if (found.length > 1) wrong.push(`${id} is there ${found.length} times`)
    if (isTold && found.length === 0) wrong.push(`${id} was admitted and is nowhere`)
    if (isRefused && found.length > 0) wrong.push(`${id} was refused and is there`)
    const [record] = found
    if (!record) continue
    const how = endedWrong(call, record)
    if (how) wrong.push(`${id} ${how}`)
    const [first] = heard
    if (record.keyId !== call.keyId || record.routeId !== ROUTE) wrong.push(`${id} stands under another key or route`)
    if (record.trail?.[0] !== spec.credits) wrong.push(`${id} was decided at ${record.trail?.[0]} credits`)
    if (first && sends === 1 && record.at !== first.at)
      wrong.push(`${id} is of ${record.at}, and was answered at ${first.at}`)
  }
  for (const id of records.keys()) wrong.push(`${id} is there and nobody's`)
  return wrong
}

/** What is wrong with how a call ended. */
function endedWrong({ spec, ends }: Told, { at, ms, outcome, status, credits, bytes }: CallRecord): string | null {
  const patience = spec.timeoutMs + UNSETTLED_GRACE_MS
  if (outcome === 'unknown') {
    if (ms < patience) return `was given up after ${ms} ms`
    if (credits !== spec.credits) return `is unknown, of ${spec.credits} credits, and costs ${credits}`
    const inTime = ends.some(({ heardBy }) => heardBy !== null && heardBy - at < patience)
    return inTime ? 'was settled in time and is unknown' : null
  }
  const isOne = ends.some(({ settlement }) => {
    const cost = settlement.refund ? 0 : (settlement.credits ?? spec.credits)
    const { outcome: said, status: got, bytes: sent } = settlement
    return outcome === said && status === got && bytes === sent && credits === cost
  })
  return isOne ? null : `ended ${outcome} with ${status} at ${credits} credits, as nobody said`
}

interface Sum {
  hour: number
  key_id: string
  route_id: string
  outcome: string
  calls: number
  credits: number
  ms_sum: number
  ms_histogram: string
}

/** The hourly sums are those of the calls; refusals are at most as many as were sent, and no fewer than were kept. */
async function againstSums(
  stage: Stage,
  { id }: Account,
  records: readonly CallRecord[],
  told: readonly Told[],
): Promise<string[]> {
  const wrong: string[] = []
  const sums = await stage.ask<Sum[]>({ do: 'read', query: `SELECT * FROM usage_hourly WHERE account_id = '${id}'` })
  const held = new Map(sums.map((row) => [`${row.hour}/${row.key_id}/${row.route_id}/${row.outcome}`, row]))
  for (const row of rollUp([{ seq: 0, at: 0, calls: [...records], refusals: [] }])) {
    const name = `${row.hour}/${row.keyId}/${row.routeId}/${row.outcome}`
    const sum = held.get(name)
    held.delete(name)
    const is = sum && [sum.calls, sum.credits, sum.ms_sum, ...(JSON.parse(sum.ms_histogram) as number[])].join()
    const should = [row.calls, row.credits, row.msSum, ...row.histogram].join()
    if (is !== should) wrong.push(`the hour ${name} is ${is}, its calls make ${should}`)
  }
  const rest = [...held.values()]
  for (const row of rest) if (isAdmitted(row.outcome)) wrong.push(`the hour ${row.hour} has ${row.outcome} of no call`)
  const refused = rest.reduce((sum, { calls }) => sum + calls, 0)
  const kept = records.filter(({ outcome }) => !isAdmitted(outcome)).length
  const sent = told.reduce((sum, { sends }) => sum + sends, 0)
  if (refused > sent) wrong.push(`${refused} refusals of ${sent} messages`)
  if (refused < kept) wrong.push(`${refused} refusals, of which ${kept} were kept`)
  return wrong
}

/** The service's minutes are those of all accounts' calls. */
async function againstMinutes(stage: Stage, admitted: readonly CallRecord[]): Promise<string[]> {
  const query = 'SELECT minute, calls, errors FROM service_minutes ORDER BY minute'
  const held = await stage.ask<MinuteUsage[]>({ do: 'read', query })
  const textOf = (minutes: MinuteUsage[]) =>
    minutes.map(({ minute, calls, errors }) => `${minute}: ${calls}, ${errors}`)
  const should = new Set(textOf(minutesOf(admitted)))
  const is = textOf(held).filter((text) => !should.delete(text))
  return [...is.map((text) => `minute ${text} of no calls`), ...[...should].map((text) => `no minute ${text}`)]
}

/**
 * Of each call its quotas had enough left, and in no period is more spent than the largest of them, but by answers that
 * cost more than was held for them.
 */
function againstQuotas(admitted: readonly CallRecord[]): string[] {
  const wrong: string[] = []
  const spent = new Map<string, { credits: number; quota: number; over: number }>()
  for (const { id, at, keyId, credits, trail } of admitted) {
    const [held, limits] = trail ?? [0, []]
    for (const [name, quota, left, window] of limits) {
      const price = window === undefined ? held : 1
      if (left < price) wrong.push(`${id} took ${price} of ${name} where ${left} were left`)
      if (window !== undefined) continue
      const owner = name === 'quota' ? 'account' : keyId
      const kind: PeriodKind = name === 'quota' ? 'month' : 'total'
      const period = `${owner}/${periodAt(kind, at).name}`
      const sum = spent.get(period) ?? { credits: 0, quota: 0, over: 0 }
      sum.credits += credits
      sum.quota = Math.max(sum.quota, quota)
      sum.over += Math.max(0, credits - held)
      spent.set(period, sum)
    }
  }
  for (const [period, { credits, quota, over }] of spent)
    if (period.startsWith('account') && credits > quota + over)
      wrong.push(`${period} spent ${credits} of ${quota} (${over} over)`)
  return wrong
}

/** No window of a rate limit holds more calls than it may. It opens with the first call that finds none open. */
function againstWindows(calls: readonly CallRecord[], name: string, limit: number, seconds: number): string[] {
  let [end, used, most] = [0, 0, 0]
  for (const { at } of [...calls].sort((a, b) => a.at - b.at)) {
    if (at >= end) [end, used] = [at + seconds * 1000, 0]
    used += 1
    most = Math.max(most, used)
  }
  return most > limit ? [`${most} calls in one window of ${name} of ${limit}`] : []
}
