import { href, site } from '../../../src/app/routes.ts'
import type { Overview } from '../../../src/domain/usage.ts'
import { CallTable } from '../../calls/table.tsx'
import type { PageInfo } from '../../page.ts'
import { Empty } from '../../ui/empty.tsx'

/** The last calls, newest first, and the way to all of them. */
export const Calls = ({ page, calls }: { page: PageInfo; calls: Overview['calls'] }) => {
  const { dashboard } = page.text
  return (
    <section class="min-w-0" id="calls" aria-labelledby="calls-title">
      <div class="flex items-baseline justify-between gap-4">
        <h2 id="calls-title">{dashboard.calls}</h2>
        {calls.length > 0 && (
          <a
            class="inline-flex min-h-11 items-center text-sm text-accent hover:underline sm:min-h-0"
            href={href(site.calls)}
          >
            {page.text.calls.list.all}
          </a>
        )}
      </div>
      {calls.length === 0 ? (
        <Empty title={dashboard.noCallsYet}>{dashboard.noCallsYetNote}</Empty>
      ) : (
        <div class="mt-3">
          <CallTable
            page={page}
            caption={dashboard.calls}
            calls={calls}
            at={({ id }) => href(site.call, { request_id: id })}
          />
        </div>
      )}
    </section>
  )
}
