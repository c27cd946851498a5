import type { CallRecord } from '../../src/domain/metering/face.ts'
import { isAdmitted } from '../../src/domain/metering/rollup.ts'
import { UNSETTLED_GRACE_MS } from '../../src/domain/metering/state.ts'
import { AHEAD_MS, type Told } from './clients.ts'
import { againstLimits } from './limits.ts'
import type { Account } from './people.ts'
import type { Played } from './play.ts'
import { reconciled } from './reconciled.ts'
import type { Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'
import { againstMinutes, againstSums } from './sums.ts'

/** Every way in which what D1 holds differs from what clients were told, from itself, and from what limits allow. */
export async function judge(stage: Stage, schedule: Schedule, { accounts, clients }: Played): Promise<string[]> {
  const wrong = [...clients.wrong]
  const all: CallRecord[] = []
  for (const [i, account] of accounts.entries()) {
    const records = await readRecords(stage, account)
    const told = clients.calls.filter((call) => call.account === i)
    const of = schedule.accounts[i] as Schedule['accounts'][number]
    const keyIds = account.keys.map(({ id }) => id)
    const admitted = records.filter(({ outcome }) => isAdmitted(outcome))
    all.push(...admitted)
    const found = [
      ...againstClients(told, admitted),
      ...(await againstSums(stage, account, records, told)),
      ...(await reconciled(stage, account)),
      ...againstLimits(admitted, keyIds, of, schedule.plans),
    ]
    wrong.push(...found.map((text) => `account ${i}: ${text}`))
  }
  return [...wrong, ...(await againstMinutes(stage, all))]
}

async function readRecords(stage: Stage, { id }: Account): Promise<CallRecord[]> {
  const query = `SELECT body FROM calls WHERE account_id = '${id}' ORDER BY at, seq`
  const rows = await stage.askAnew<{ body: string }[]>({ do: 'read', query })
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
    if (record.keyId !== call.keyId || record.routeId !== spec.route)
      wrong.push(`${id} stands under another key or route`)
    if (record.trail?.[0] !== spec.credits) wrong.push(`${id} was decided at ${record.trail?.[0]} credits`)
    if (first && sends === 1 && record.at !== first.at)
      wrong.push(`${id} is of ${record.at}, and was answered at ${first.at}`)
  }
  for (const id of records.keys()) wrong.push(`${id} is there and nobody's`)
  return wrong
}

/** What is wrong with how a call ended. */
function endedWrong(
  { spec, ends, renewedAt }: Told,
  { at, ms, outcome, status, credits, bytes }: CallRecord,
): string | null {
  const patience = spec.timeoutMs + UNSETTLED_GRACE_MS
  if (outcome === 'unknown') {
    if (ms < patience) return `was given up after ${ms} ms`
    const since = renewedAt === null ? Number.NaN : at + ms - renewedAt
    // One that had ended before was renewed in vain.
    if (since > AHEAD_MS && since < UNSETTLED_GRACE_MS) return `was given up ${since} ms after it was renewed`
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
