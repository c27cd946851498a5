import { sum } from 'd3-array'
import { fragments, href, site } from '../../../src/app/routes.ts'
import type { Range, UsageSeries } from '../../../src/domain/usage.ts'
import { CallsChart, spanOf } from '../../charts/calls-chart.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Segments } from '../../ui/segments.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'

const RANGES: Range[] = ['24h', '7d', '30d']

const Legend = ({ fill, name, count }: { fill: string; name: string; count: string }) => (
  <li class="flex items-center gap-1.5">
    <svg class={`size-2.5 ${fill}`} viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" rx="2" />
    </svg>
    {name} <b class="font-[550] text-ink">{count}</b>
  </li>
)

/** The chart of calls with its range, its legend, and its numbers as a table. */
export const Chart = ({ page, series }: { page: PageInfo; series: UsageSeries }) => {
  const { dashboard } = page.text
  const format = formatOf(page.locale, page.timeZone)
  return (
    <section id="chart" aria-labelledby="chart-title">
      <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="chart-title">{dashboard.chart}</h2>
        <Segments
          label={dashboard.range}
          segments={RANGES.map((range) => ({
            name: dashboard.ranges[range],
            href: `${href(site.dashboard)}?range=${range}`,
            current: range === series.range,
            'hx-get': `${href(fragments.dashboardNumbers)}?range=${range}`,
            'hx-target': '#summary',
            'hx-swap': 'outerMorph',
            'hx-push-url': `${href(site.dashboard)}?range=${range}`,
          }))}
        />
      </div>
      <div class="mt-4">
        <CallsChart series={series} text={page.text} format={format} />
      </div>
      <ul class="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2 sm:float-left sm:mr-5 sm:min-h-7 sm:items-center">
        <Legend
          fill="fill-bar"
          name={dashboard.answered}
          count={format.number(sum(series.points, (point) => point.answered))}
        />
        <Legend
          fill="fill-bar-2"
          name={dashboard.refusedBar}
          count={format.number(sum(series.points, (point) => point.refused))}
        />
        <li>
          <a
            class="inline-flex min-h-11 items-center text-accent hover:underline sm:min-h-0"
            href={`${href(site.usage)}?range=${series.range}`}
          >
            {page.text.usage.more}
          </a>
        </li>
      </ul>
      <details class="text-sm sm:mt-2">
        <summary class="inline-flex min-h-11 items-center text-ink-3 hover:text-ink sm:min-h-7">
          {dashboard.asTable}
        </summary>
        <div class="clear-both max-w-form pt-2">
          <Table
            caption={dashboard.chartLabel[series.range]}
            columns={[
              { name: dashboard.from(format.zone) },
              { name: dashboard.answered, number: true },
              { name: dashboard.refusedBar, number: true },
            ]}
          >
            {series.points.map((point) => (
              <tr>
                <RowHead class="font-normal">{spanOf(point.start, series.range, format)}</RowHead>
                <Cell number>{format.number(point.answered)}</Cell>
                <Cell number>{format.number(point.refused)}</Cell>
              </tr>
            ))}
          </Table>
        </div>
      </details>
    </section>
  )
}
