import type { ExplainedCall } from '../../src/domain/calls/calls.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'

const WIDTH = 400

const Part = ({ fill, took, of }: { fill: string; took: string; of: string }) => (
  <li class="flex items-center gap-2">
    <svg class={`size-2.5 shrink-0 ${fill}`} viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" rx="2" />
    </svg>
    <span>
      <b class="font-[550]">{took}</b> <span class="text-ink-2">{of}</span>
    </span>
  </li>
)

/** How long a call took: the upstream's share of the whole as a bar. */
export const Timing = ({ page, call }: { page: PageInfo; call: ExplainedCall }) => {
  const { calls } = page.text
  const format = formatOf(page.locale)
  const { ms, upstreamMs } = call
  if (call.code !== 'VALID' || call.outcome === 'under_way') return null
  const share = upstreamMs === undefined ? 0 : ms === 0 ? 1 : Math.min(1, upstreamMs / ms)
  return (
    <section aria-labelledby="time-title">
      <h2 id="time-title">{calls.time}</h2>
      {upstreamMs !== undefined && (
        <svg
          class="mt-3 h-2.5 w-full"
          viewBox={`0 0 ${WIDTH} 10`}
          preserveAspectRatio="none"
          role="img"
          aria-label={calls.timeLabel(format.took(upstreamMs), format.took(ms))}
        >
          <rect class="fill-line-2" width={WIDTH} height="10" />
          <rect class="fill-bar" width={share * WIDTH} height="10" />
        </svg>
      )}
      <ul class="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm">
        {upstreamMs === undefined ? (
          call.trail && call.outcome === 'failed' && <li class="text-ink-2">{calls.noUpstream}</li>
        ) : (
          <>
            <Part fill="fill-bar" took={format.took(upstreamMs)} of={calls.upstream} />
            <Part fill="fill-line-2" took={format.took(Math.max(0, ms - upstreamMs))} of={calls.rest} />
          </>
        )}
        <li>
          <b class="font-[550]">{format.took(ms)}</b> <span class="text-ink-2">{calls.whole}</span>
        </li>
      </ul>
    </section>
  )
}
