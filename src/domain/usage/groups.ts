import type { HourlyUsage } from '../metering/rollup.ts'
import type { Groups, GroupUsage, UsageReport } from './report.ts'
import { change, minus, NOTHING, plus, type Sums, sumsOf } from './sums.ts'

type Group = Omit<GroupUsage, 'change'>

/** A group as D1 knows it. */
export interface GroupRow extends Group {
  of: 'key' | 'route'
  /** How many groups of its kind there are. */
  count: number
}

/**
 * The keys or routes with most calls, and the others as one: what D1 sent with the rows of the tail added. What is in no tail
 * ranks as in D1, and each that is in one was sent, so that nobody's place is wrong.
 */
export function groupsOf(
  { groups, choices }: { groups: readonly GroupRow[]; choices: UsageReport['choices'] },
  of: GroupRow['of'],
  tail: { now: HourlyUsage[]; before: HourlyUsage[] },
  totals: { now: Sums; before: Sums },
  most: number,
): Groups {
  const rows = groups.filter((row) => row.of === of)
  const byId = new Map<string, Group>(rows.map(({ of: _, count: __, ...row }) => [row.id, row]))
  const count = rows[0]?.count ?? 0
  const sent = byId.size
  const groupOf = (id: string): Group => {
    const known = byId.get(id)
    if (known) return known
    const key = of === 'key' ? choices.keys.find((one) => one.id === id) : undefined
    const name = (key ?? choices.routes.find((one) => one.id === id))?.name ?? id
    const group = { ...NOTHING, id, name, hint: key?.hint ?? null, askedBefore: 0 }
    byId.set(id, group)
    return group
  }
  const idOf = (row: HourlyUsage) => (of === 'key' ? row.keyId : row.routeId)
  for (const row of tail.now) Object.assign(groupOf(idOf(row)), plus(groupOf(idOf(row)), sumsOf(row)))
  for (const row of tail.before) groupOf(idOf(row)).askedBefore += row.calls
  const sorted = [...byId.values()].sort(
    (a, b) => b.asked - a.asked || b.askedBefore - a.askedBefore || (a.id < b.id ? -1 : 1),
  )
  const shown = sorted.slice(0, most).map((group) => ({ ...group, change: change(group.asked, group.askedBefore) }))
  // Every group in the tail was asked for by its id: one that D1 did not send has no rows there.
  const left = count + (byId.size - sent) - shown.length
  if (left <= 0) return { shown, others: null }
  const sums = shown.reduce<Sums>(minus, totals.now)
  const askedBefore = shown.reduce((rest, group) => rest - group.askedBefore, totals.before.asked)
  return { shown, others: { count: left, sums, askedBefore, change: change(sums.asked, askedBefore) } }
}
