import type { CallRecord } from '../../src/domain/metering/face.ts'
import { isAdmitted, type MinuteUsage, minutesOf, rollUp } from '../../src/domain/metering/rollup.ts'
import type { Told } from './clients.ts'
import type { Account } from './people.ts'
import type { Stage } from './stage.ts'

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
export async function againstSums(
  stage: Stage,
  { id }: Account,
  records: readonly CallRecord[],
  told: readonly Told[],
): Promise<string[]> {
  const wrong: string[] = []
  const sums = await stage.askAnew<Sum[]>({
    do: 'read',
    query: `SELECT * FROM usage_hourly WHERE account_id = '${id}'`,
  })
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
export async function againstMinutes(stage: Stage, admitted: readonly CallRecord[]): Promise<string[]> {
  const query = 'SELECT minute, calls, errors FROM service_minutes ORDER BY minute'
  const held = await stage.askAnew<MinuteUsage[]>({ do: 'read', query })
  const textOf = (minutes: MinuteUsage[]) =>
    minutes.map(({ minute, calls, errors }) => `${minute}: ${calls}, ${errors}`)
  const should = new Set(textOf(minutesOf(admitted)))
  const is = textOf(held).filter((text) => !should.delete(text))
  return [...is.map((text) => `minute ${text} of no calls`), ...[...should].map((text) => `no minute ${text}`)]
}
