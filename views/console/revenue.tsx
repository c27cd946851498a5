import { consolePages, href } from '../../src/app/routes.ts'
import type { RevenueReport } from '../../src/domain/billing/revenue.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Empty } from '../ui/empty.tsx'
import { Segments } from '../ui/segments.tsx'
import { Figures } from './revenue/figures.tsx'
import { Months } from './revenue/months.tsx'
import { Ageing, Plans, Top } from './revenue/tables.tsx'

const WINDOWS = [6, 12, 24]

/** What the service earns, each currency by itself. */
export const RevenuePage = ({ page, report, months }: { page: PageInfo; report: RevenueReport; months: number }) => {
  const text = page.text.revenue
  return (
    <ConsolePage page={page} title={text.title} place="revenue">
      <h1>{text.title}</h1>
      <p class="mt-1 max-w-text text-ink-2">{text.lead}</p>
      {report.currencies.length === 0 ? (
        <Empty title={text.none}>
          {text.noneNote}{' '}
          <a class="text-accent hover:underline" href={href(consolePages.accounts)}>
            {text.toPlans}
          </a>
        </Empty>
      ) : (
        <div class="mt-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Segments
            label={text.window}
            segments={WINDOWS.map((count) => ({
              name: text.months(count),
              href: `${href(consolePages.revenue)}?months=${count}`,
              current: count === months,
            }))}
          />
          <a
            class="inline-flex min-h-11 items-center text-sm font-[550] text-accent hover:underline sm:min-h-7"
            href={`${href(consolePages.revenueDownload)}?months=${months}`}
          >
            {text.download}
          </a>
        </div>
      )}
      {report.currencies.map((revenue) => (
        <section class="mt-7 space-y-8 not-first-of-type:mt-14" aria-labelledby={`in-${revenue.currency}`}>
          <div>
            <h2 class="mb-2" id={`in-${revenue.currency}`}>
              {revenue.currency}
            </h2>
            <Figures page={page} revenue={revenue} />
          </div>
          <Months page={page} revenue={revenue} />
          <Plans page={page} revenue={revenue} />
          <div class="grid gap-8 lg:grid-cols-2 lg:gap-10">
            <Ageing page={page} revenue={revenue} />
            <Top page={page} revenue={revenue} />
          </div>
        </section>
      ))}
    </ConsolePage>
  )
}
