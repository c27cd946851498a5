import { fragments, href } from '../../src/app/routes.ts'
import type { FieldError } from '../../src/domain/failures.ts'
import type { UsageReport } from '../../src/domain/usage/report.ts'
import type { UsageRange } from '../../src/domain/usage/window.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segments } from '../ui/segments.tsx'
import { Chart } from './usage/chart.tsx'
import { Credits } from './usage/credits.tsx'
import { Figures } from './usage/figures.tsx'
import { GroupTable } from './usage/groups.tsx'
import { Narrow } from './usage/narrow.tsx'
import { Outcomes } from './usage/outcomes.tsx'
import { downloadHref, queryOf, type UsageView, usageHref } from './usage/view.ts'

interface Props {
  page: PageInfo
  plan: string
  report: UsageReport
  view: UsageView
}

const RANGES: UsageRange[] = ['24h', '7d', '30d', '12m']

/** An account's usage: how much, of what, how it ended and how long it took. */
export const UsagePage = ({ errors, ...props }: Props & { errors: FieldError[] }) => {
  const { page, view } = props
  const { usage } = page.text
  return (
    <MemberPage page={page} title={usage.title} place="usage">
      <div class="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1>{usage.title}</h1>
        <Segments
          label={usage.range}
          segments={RANGES.map((range) => ({
            name: usage.ranges[range],
            href: usageHref(view, { range, from: '', to: '' }),
            current: view.from === '' && range === view.range,
          }))}
        />
      </div>
      <Narrow {...props} errors={errors} />
      <UsageNumbers {...props} />
    </MemberPage>
  )
}

/** What stands under the figures: against what they are compared. */
const Compared = ({ page, report }: Props) => {
  const { usage } = page.text
  const format = formatOf(page.locale, report.window.zone)
  const { start, end } = report.before
  return <p class="mt-2 text-sm text-ink-3">{usage.compared(format.moment(start), format.moment(end))}</p>
}

/** The parts that change. While now is among them they ask for themselves again. */
export const UsageNumbers = (props: Props) => {
  const { page, plan, report, view } = props
  const { usage } = page.text
  const { window, isExact, asOf, totals, totalsBefore } = report
  const isNarrowed = view.key !== '' || view.route !== '' || view.outcome !== ''
  const isEmpty = totals.asked === 0 && totalsBefore.asked === 0
  const poll = window.isLive
    ? {
        'data-poll': true,
        'hx-get': href(fragments.usageNumbers) + queryOf(view),
        'hx-trigger': `every ${window.unit === 'hour' ? 10 : 60}s, visibilitychange from:document`,
        'hx-swap': 'outerMorph',
        'hx-status:4xx': 'swap:none',
        'hx-status:5xx': 'swap:none',
      }
    : {}
  return (
    <div id="usage" {...poll}>
      {!isExact && (
        <div class="mb-4">
          <Notice tone="plain">{usage.asOf(formatOf(page.locale, page.timeZone).moment(asOf))}</Notice>
        </div>
      )}
      <Figures page={page} report={report} />
      <Compared {...props} />
      <div class="mt-8">
        <Chart page={page} report={report} view={view} />
      </div>
      <div class="mt-9 grid grid-cols-1 gap-x-12 gap-y-9 xl:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)]">
        <div class="min-w-0 space-y-9">
          {isEmpty && (
            <Empty title={usage.groups.none}>{isNarrowed ? usage.groups.noneFiltered : usage.groups.noneNote}</Empty>
          )}
          {!isEmpty && view.key === '' && (
            <GroupTable page={page} view={view} of="key" groups={report.keys} totals={totals} />
          )}
          {!isEmpty && view.route === '' && (
            <GroupTable page={page} view={view} of="route" groups={report.routes} totals={totals} />
          )}
        </div>
        <div class="min-w-0 space-y-9">
          <Outcomes page={page} report={report} view={view} />
          <Credits page={page} plan={plan} month={report.month} />
          <Download {...props} />
        </div>
      </div>
    </div>
  )
}

const Download = ({ page, report, view }: Props) => {
  const { download } = page.text.usage
  return (
    <section class="min-w-0" aria-labelledby="download-title">
      <h2 id="download-title">{download.title}</h2>
      <p class="mt-2 flex flex-wrap items-center gap-x-4 text-sm">
        {(['csv', 'ndjson'] as const).map((format) => (
          <a
            class="inline-flex min-h-11 items-center text-accent hover:underline sm:min-h-0"
            href={downloadHref(view, format)}
            download
          >
            {format.toUpperCase()}
          </a>
        ))}
      </p>
      <p class="mt-1 text-sm text-ink-3">{download.note(report.window.unit)}</p>
    </section>
  )
}
