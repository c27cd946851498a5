import { href, site } from '../../src/app/routes.ts'
import type { Overview } from '../../src/domain/usage.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { LinkButton } from '../ui/button.tsx'
import { Partial } from '../ui/partial.tsx'
import { Calls } from './dashboard/calls.tsx'
import { Chart } from './dashboard/chart.tsx'
import { QuickStart } from './dashboard/quick-start.tsx'
import { Summary } from './dashboard/summary.tsx'

interface Props {
  page: PageInfo
  plan: string
  overview: Overview
}

/** The month at a glance, the calls over time, the last ones, and how to make the next. */
export const DashboardPage = ({ page, plan, overview, exampleUrl }: Props & { exampleUrl: string }) => (
  <MemberPage page={page} title={page.text.dashboard.title} place="overview">
    <div class="mb-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h1>{formatOf(page.locale).month(overview.month.start)}</h1>
      {page.reader?.may('keys.write') && <LinkButton href={href(site.keys)}>{page.text.dashboard.newKey}</LinkButton>}
    </div>
    <Summary page={page} plan={plan} month={overview.month} range={overview.series.range} />
    <div class="mt-9">
      <Chart page={page} series={overview.series} />
    </div>
    <div class="mt-9 grid grid-cols-1 gap-x-12 gap-y-9 xl:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
      <Calls page={page} calls={overview.calls} />
      <QuickStart page={page} url={exampleUrl} />
    </div>
  </MemberPage>
)

/** The parts that change, read at one instant: the summary, and chart and calls to be put in their places. */
export const DashboardNumbers = ({ page, plan, overview }: Props) => (
  <>
    <Summary page={page} plan={plan} month={overview.month} range={overview.series.range} />
    <Partial of="chart">
      <Chart page={page} series={overview.series} />
    </Partial>
    <Partial of="calls">
      <Calls page={page} calls={overview.calls} />
    </Partial>
  </>
)
