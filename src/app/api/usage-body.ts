import { HOUR } from '../../domain/periods.ts'
import type { Groups, Measured, OutcomeUsage, UsageReport } from '../../domain/usage/report.ts'
import { type Sums, sumsOf } from '../../domain/usage/sums.ts'
import { monthBody } from './bodies.ts'

type Group = '' | 'key' | 'route' | 'outcome'

const sumsBody = (sums: Sums) => ({
  answered: sums.calls,
  ok: sums.ok,
  errors: sums.errors,
  refused: sums.refused,
  credits: sums.credits,
  ms_sum: sums.msSum,
})
const latencyBody = ({ p50, p95, p99 }: Measured['latency']) => ({ p50_ms: p50, p95_ms: p95, p99_ms: p99 })
const measuredBody = (measured: Measured) => ({ ...sumsBody(measured), ...latencyBody(measured.latency) })

const groupsBody = ({ shown, others }: Groups) => ({
  groups: shown.map((group) => ({
    id: group.id,
    name: group.name,
    ...sumsBody(group),
    calls_before: group.askedBefore,
  })),
  others: others && { count: others.count, ...sumsBody(others.sums), calls_before: others.askedBefore },
})

const outcomesBody = (outcomes: OutcomeUsage[]) => ({
  groups: outcomes.map((one) => ({
    id: one.outcome,
    name: one.outcome,
    ...sumsBody(sumsOf(one)),
    calls_before: one.callsBefore,
  })),
  others: null,
})

function groupedBody(report: UsageReport, group: Group) {
  if (group === 'key') return groupsBody(report.keys)
  if (group === 'route') return groupsBody(report.routes)
  return group === 'outcome' ? outcomesBody(report.outcomes) : { groups: [], others: null }
}

/** A report as JSON. Times are UTC milliseconds; `answered` are all admitted calls, of which `errors` failed or ended unknown. */
export const usageBody = (report: UsageReport, group: Group) => ({
  success: true,
  range: report.window.range,
  start: report.window.start,
  end: report.window.end,
  time_zone: report.window.zone,
  step: report.window.step,
  step_ms: report.window.step === 'hour' ? HOUR : 24 * HOUR,
  exact: report.isExact,
  as_of: report.asOf,
  series: report.series.map(({ start, end, ...part }) => ({ start, end, ...measuredBody(part) })),
  totals: measuredBody(report.totals),
  before: { start: report.before.start, end: report.before.end, ...measuredBody(report.totalsBefore) },
  refusals: report.outcomes
    .filter(({ isRefusal }) => isRefusal)
    .map(({ outcome, calls, callsBefore }) => ({ code: outcome, calls, calls_before: callsBefore })),
  group: group === '' ? null : group,
  ...groupedBody(report, group),
  month: monthBody(report.month),
})
