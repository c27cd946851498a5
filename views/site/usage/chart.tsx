import type { Child } from 'hono/jsx'
import type { UsageReport } from '../../../src/domain/usage/report.ts'
import { CALL_FILLS, METRICS, PERCENTILES, partName, UsageChart } from '../../charts/usage-chart.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Segments } from '../../ui/segments.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { type UsageView, usageHref } from './view.ts'

interface Props {
  page: PageInfo
  report: UsageReport
  view: UsageView
}

const Legend = ({ sign, name, value }: { sign: Child; name: string; value: string }) => (
  <li class="flex items-center gap-1.5">
    {sign} {name} <b class="font-[550] whitespace-nowrap text-ink">{value}</b>
  </li>
)
const Square = ({ fill }: { fill: string | undefined }) => (
  <svg class={`size-2.5 ${fill}`} viewBox="0 0 10 10" aria-hidden="true">
    <rect width="10" height="10" rx="2" />
  </svg>
)
const Stroke = ({ line }: { line: string }) => (
  <svg class={`line ${line} h-2.5 w-5`} viewBox="0 0 20 10" aria-hidden="true">
    <path d="M0 5H20" />
  </svg>
)

/** What the colours and lines stand for, with what they come to. */
const Legends = ({ page, report, view }: Props) => {
  const { usage } = page.text
  const format = formatOf(page.locale)
  const { ok, errors, refused, credits, latency } = report.totals
  if (view.metric === 'latency') {
    return PERCENTILES.toReversed().map(({ name, line }) => {
      const ms = latency[name]
      return <Legend sign={<Stroke line={line} />} name={name} value={ms === null ? usage.none : format.took(ms)} />
    })
  }
  if (view.metric === 'credits') {
    return <Legend sign={<Square fill="fill-bar" />} name={usage.credits} value={format.number(credits)} />
  }
  const parts = [
    [usage.chart.ok, ok],
    [usage.errors, errors],
    [usage.refused, refused],
  ] as const
  return parts.map(([name, count], i) => (
    <Legend sign={<Square fill={CALL_FILLS[i]} />} name={name} value={format.number(count)} />
  ))
}

/** The columns of a chart's table: their names, and what stands in them. */
function columnsOf({ page, view }: Props): [name: string, of: (part: UsageReport['series'][number]) => string][] {
  const { usage } = page.text
  const { number, took } = formatOf(page.locale)
  if (view.metric === 'credits') return [[usage.credits, ({ credits }) => number(credits)]]
  if (view.metric === 'latency') {
    return PERCENTILES.toReversed().map(({ name }) => [
      name,
      ({ latency }) => (latency[name] === null ? usage.none : took(latency[name])),
    ])
  }
  return [
    [usage.chart.ok, ({ ok }) => number(ok)],
    [usage.errors, ({ errors }) => number(errors)],
    [usage.refused, ({ refused }) => number(refused)],
  ]
}

/** What is to be known to read it: whose days they are, how they are cut, and the scale. */
function notes({ page, report, view }: Props): string[] {
  const { usage } = page.text
  const { step, unit, zone, cutsHours } = report.window
  const { zone: name } = formatOf(page.locale, zone)
  const ofZone = step === 'hour' ? usage.hoursOf(name) : usage.daysOf(name)
  const days = unit === 'hour' ? ofZone : step === 'week' ? usage.utcWeeks : usage.utcDays
  const said = [days, cutsHours && usage.cutsHours(name), view.metric === 'latency' && usage.chart.logarithmic]
  return said.filter((one) => one !== false)
}

/** The chart of the window: what it shows is chosen, and its numbers stand as a table behind it. */
export const Chart = (props: Props) => {
  const { page, report, view } = props
  const says = page.text.usage.chart
  const { step, zone } = report.window
  const format = formatOf(page.locale, zone)
  const columns = columnsOf(props)
  const head = says.heads[view.metric][step]
  return (
    <section id="chart" aria-labelledby="chart-title">
      <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="chart-title">{head}</h2>
        <Segments
          label={says.metric}
          segments={METRICS.map((metric) => ({
            name: says.metrics[metric],
            href: usageHref(view, { metric }),
            current: metric === view.metric,
          }))}
        />
      </div>
      <div class="mt-4">
        <UsageChart report={report} metric={view.metric} text={page.text} format={format} />
      </div>
      <ul class="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2 sm:min-h-7 sm:items-center">
        <Legends {...props} />
        {notes(props).map((note) => (
          <li class="max-w-text text-ink-3">{note}</li>
        ))}
      </ul>
      <details class="text-sm sm:mt-1" id="chart-table">
        <summary class="inline-flex min-h-11 items-center text-ink-3 hover:text-ink sm:min-h-7">{says.asTable}</summary>
        <div class="max-w-form pt-2">
          <Table
            caption={head}
            columns={[{ name: says.from(format.zone) }, ...columns.map(([name]) => ({ name, number: true }))]}
          >
            {report.series.map((part) => (
              <tr>
                <RowHead class="font-normal">{partName(part.start, step, page.text, format)}</RowHead>
                {columns.map(([, of]) => (
                  <Cell number>{of(part)}</Cell>
                ))}
              </tr>
            ))}
          </Table>
        </div>
      </details>
    </section>
  )
}
