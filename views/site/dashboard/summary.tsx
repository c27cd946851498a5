import { fragments, href, site } from '../../../src/app/routes.ts'
import type { MonthUsage, Range } from '../../../src/domain/usage.ts'
import { withQuery } from '../../calls/query.ts'
import type { PageInfo } from '../../page.ts'
import { decisionText } from '../../text/decision.ts'
import { formatOf } from '../../text/format.ts'
import { Progress } from '../../ui/progress.tsx'
import { Time } from '../../ui/time.tsx'

interface Props {
  page: PageInfo
  plan: string
  month: MonthUsage
  range: Range
}

/** Where these calls are listed. */
const callsSince = (since: number, narrowed: Record<string, string>): string =>
  withQuery(href(site.calls), { ...narrowed, since: new Date(since).toISOString() })

const FIGURE = 'text-xl font-semibold tracking-tight'
const NOTE = 'mt-1 text-sm text-ink-2'
const PART = 'border-line py-4 sm:border-l sm:pl-6'

/** When the credits end: at this pace, never before they start anew, or now. */
function lastsUntil({ page, month }: Props): string {
  const { dashboard } = page.text
  if (month.limit === null) return dashboard.lastsNoEnd
  if (month.used >= month.limit) return dashboard.lastsUsedUp
  return month.runsOutAt === null ? dashboard.lastsReset : formatOf(page.locale, page.timeZone).day(month.runsOutAt)
}

/** The month's numbers. Asks for itself again every five seconds, and brings the rest of the page along. */
export const Summary = (props: Props) => {
  const { page, plan, month, range } = props
  const { dashboard } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const resets = (
    <Time page={page} at={month.end}>
      {dashboard.resets(format.relative(month.end, page.now), format.day(month.end))}
    </Time>
  )
  return (
    <dl
      class="grid grid-cols-2 gap-x-6 border-y border-line sm:grid-cols-3 lg:grid-cols-[2fr_1fr_1fr_1fr]"
      id="summary"
      data-poll
      hx-get={`${href(fragments.dashboardNumbers)}?range=${range}`}
      hx-trigger="every 5s, visibilitychange from:document"
      hx-swap="outerMorph"
      {...{ 'hx-status:4xx': 'swap:none', 'hx-status:5xx': 'swap:none' }}
    >
      <div class="col-span-2 py-4 max-lg:border-b max-lg:border-line sm:col-span-3 lg:col-span-1">
        <dt class="text-sm text-ink-3">{dashboard.used}</dt>
        <dd>
          <span class="text-2xl font-semibold tracking-tight" data-testid="credits-used">
            {format.number(month.used)}
          </span>{' '}
          <span class="ml-1 text-sm text-ink-2">
            {month.limit === null ? dashboard.noLimit(plan) : dashboard.ofLimit(format.number(month.limit), plan)}
          </span>
          {month.limit !== null && <Progress share={month.limit === 0 ? 1 : month.used / month.limit} />}
          {!month.exact && <p class="mt-2 text-sm text-bad">{dashboard.notExact}</p>}
        </dd>
      </div>
      <div class={`${PART} sm:max-lg:border-l-0 sm:max-lg:pl-0`}>
        <dt class="text-sm text-ink-3">{dashboard.lasts}</dt>
        <dd>
          <p class={FIGURE}>
            {month.runsOutAt === null ? (
              lastsUntil(props)
            ) : (
              <Time page={page} at={month.runsOutAt}>
                {lastsUntil(props)}
              </Time>
            )}
          </p>
          <p class={NOTE}>
            {month.runsOutAt !== null && month.limit !== null && month.used < month.limit ? dashboard.atPace : resets}
          </p>
        </dd>
      </div>
      <div class={PART}>
        <dt class="text-sm text-ink-3">{dashboard.refused}</dt>
        <dd>
          <p class={FIGURE}>
            {month.refused === 0 ? (
              format.number(0)
            ) : (
              <a class="hover:text-accent hover:underline" href={callsSince(month.start, { outcome: 'refused' })}>
                {format.number(month.refused)}
              </a>
            )}
          </p>
          <p class={NOTE}>
            {month.commonestRefusal ? (
              <a
                class="text-accent hover:underline"
                href={callsSince(month.start, { code: month.commonestRefusal.code })}
              >
                {dashboard.refusedCommonest(
                  format.number(month.commonestRefusal.count),
                  decisionText(page.text, month.commonestRefusal.code),
                )}
              </a>
            ) : (
              dashboard.refusedNone
            )}
          </p>
        </dd>
      </div>
      <div class={`${PART} max-sm:col-span-2 max-sm:border-t`}>
        <dt class="text-sm text-ink-3">{dashboard.median}</dt>
        <dd class="max-sm:flex max-sm:items-baseline max-sm:gap-3">
          <p class={FIGURE}>
            {month.medianMs === null ? <span class="text-ink-3">{dashboard.none}</span> : format.took(month.medianMs)}
          </p>
          <p class={NOTE}>{month.p95Ms === null ? dashboard.noAnswers : dashboard.p95(format.took(month.p95Ms))}</p>
        </dd>
      </div>
    </dl>
  )
}
