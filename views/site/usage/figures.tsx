import type { Child } from 'hono/jsx'
import type { UsageReport } from '../../../src/domain/usage/report.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Changed } from './change.tsx'

// Hairlines between the cells, whether they stand in two columns, three or five.
const PLACE = [
  'border-line py-4',
  'max-sm:border-t max-sm:even:border-l max-sm:even:pl-4 max-sm:last:col-span-2',
  'sm:max-lg:border-t sm:max-lg:not-nth-[3n+1]:border-l sm:max-lg:not-nth-[3n+1]:pl-6 sm:max-lg:last:col-span-2',
  'lg:not-first:border-l lg:not-first:pl-6',
].join(' ')

const Figure = ({ name, value, children }: { name: string; value: Child; children: Child }) => (
  <div class={PLACE}>
    <dt class="text-sm text-ink-3">{name}</dt>
    <dd>
      <p class="text-xl font-semibold tracking-tight">{value}</p>
      {children}
    </dd>
  </div>
)
const NOTE = 'mt-1 text-sm text-ink-2'

/** The window in five numbers, each beside what it was before. */
export const Figures = ({ page, report }: { page: PageInfo; report: UsageReport }) => {
  const { usage } = page.text
  const format = formatOf(page.locale)
  const { totals, totalsBefore: then, changes } = report
  const { number, percent } = format
  const took = (ms: number | null) =>
    ms === null ? (
      <span class="text-ink-3">{usage.none}</span>
    ) : (
      <span class="whitespace-nowrap">{format.took(ms)}</span>
    )
  const share = (part: number, whole: number) => (whole === 0 ? null : percent(part / whole))
  const errorShare = share(totals.errors, totals.calls)
  const refusedShare = share(totals.refused, totals.asked)
  return (
    <dl class="grid grid-cols-2 border-b border-line sm:grid-cols-3 lg:grid-cols-5 lg:border-t" data-testid="figures">
      <Figure name={usage.calls} value={number(totals.calls)}>
        <p class={NOTE}>
          <Changed page={page} change={changes.calls} was={format.compact(then.calls)} />
        </p>
      </Figure>
      <Figure name={usage.errors} value={number(totals.errors)}>
        <p class={NOTE}>
          <Changed page={page} change={changes.errors} was={format.compact(then.errors)} isBad />
        </p>
        {errorShare && <p class="text-sm text-ink-3">{usage.shareOfCalls(errorShare)}</p>}
      </Figure>
      <Figure name={usage.refused} value={number(totals.refused)}>
        <p class={NOTE}>
          <Changed page={page} change={changes.refused} was={format.compact(then.refused)} isBad />
        </p>
        {refusedShare && <p class="text-sm text-ink-3">{usage.shareOfAll(refusedShare)}</p>}
      </Figure>
      <Figure name={usage.credits} value={number(totals.credits)}>
        <p class={NOTE}>
          <Changed page={page} change={changes.credits} was={format.compact(then.credits)} />
        </p>
      </Figure>
      <Figure name={usage.latency} value={took(totals.latency.p95)}>
        <p class={NOTE}>
          <Changed page={page} change={changes.p95} was={format.took(then.latency.p95 ?? 0)} isBad />
        </p>
        {totals.latency.p50 !== null && (
          <p class="text-sm text-ink-3">
            p50 {took(totals.latency.p50)} · p99 {took(totals.latency.p99)}
          </p>
        )}
      </Figure>
    </dl>
  )
}
