import type { Child } from 'hono/jsx'
import type { ExplainedCall } from '../../src/domain/calls/calls.ts'
import type { PageInfo } from '../page.ts'
import { Checks } from './checks.tsx'
import { Details } from './details.tsx'
import { Outcome } from './outcome.tsx'
import { Timing } from './timing.tsx'

interface Props {
  page: PageInfo
  call: ExplainedCall
  back: { name: string; href: string }
  first?: [string, Child][]
  routes?: string
}

/** One call explained: what was asked, how it ended, each check, its time and its cost. */
export const Call = ({ page, call, back, first, routes }: Props) => {
  return (
    <>
      <p class="text-sm">
        <a class="text-accent hover:underline" href={back.href}>
          ← {back.name}
        </a>
      </p>
      <h1 class="mt-1 font-mono text-lg [overflow-wrap:anywhere]">
        {call.method} {call.path}
      </h1>
      <p class="mt-1 mb-5 text-sm text-ink-3">
        {page.text.calls.requestId} <code class="[overflow-wrap:anywhere] text-ink-2">{call.id}</code>
      </p>
      <Outcome page={page} call={call} />
      <div class="mt-9 grid grid-cols-1 gap-x-12 gap-y-9 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
        <Checks page={page} checks={call.checks} limitsKept={call.limitsKept} />
        <div class="min-w-0 space-y-9">
          <Details
            page={page}
            call={call}
            list={back.href}
            {...(first ? { first } : {})}
            {...(routes ? { routes } : {})}
          />
          <Timing page={page} call={call} />
        </div>
      </div>
    </>
  )
}
