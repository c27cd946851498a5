import { href, site } from '../../src/app/routes.ts'
import type { ExplainedCall } from '../../src/domain/calls/calls.ts'
import type { PageInfo } from '../page.ts'
import { knownDecision } from '../text/decision.ts'
import { State } from '../ui/state.tsx'

/** What the gateway answered in the upstream's stead. */
const INSTEAD: Record<number, string> = { 413: 'BODY_TOO_LARGE', 502: 'UPSTREAM_UNREACHABLE', 504: 'UPSTREAM_TIMEOUT' }

interface Said {
  tone: 'good' | 'bad' | 'off'
  title: string
  note: string
  remedy?: string
  /** The code, which the docs explain. */
  code?: string
}

function said({ text }: PageInfo, call: ExplainedCall): Said {
  const { calls } = text
  const { outcome, status } = call
  if (outcome === 'ok') {
    const title = status < 400 ? `${calls.answered} · ${status}` : calls.answeredWith(status)
    return { tone: status < 400 ? 'good' : 'off', title, note: calls.answeredNote }
  }
  if (outcome === 'under_way') return { tone: 'off', title: calls.underWay, note: calls.underWayNote }
  if (outcome === 'unknown') return { tone: 'bad', title: calls.unknown, note: calls.unknownNote }
  const failed = outcome === 'failed'
  const code = failed ? (call.trail && call.upstreamMs === undefined ? INSTEAD[status] : undefined) : outcome
  const known = code === undefined ? null : knownDecision(text, code)
  if (failed && !known) return { tone: 'bad', title: calls.failedWith(status), note: calls.failedNote }
  const { short, meaning, remedy } = known ?? { short: outcome, meaning: '', remedy: '' }
  return { tone: 'bad', title: failed ? `${short} · ${status}` : short, note: meaning, remedy, code: code ?? outcome }
}

/** How a call ended in words, and what to do where something is to be done. */
export const Outcome = ({ page, call }: { page: PageInfo; call: ExplainedCall }) => {
  const { tone, title, note, remedy, code } = said(page, call)
  return (
    <div class="border-y border-line py-4" data-testid="outcome">
      <p class="flex flex-wrap items-baseline gap-x-3 text-lg font-semibold">
        <State tone={tone}>{title}</State>
        {code && (
          <a
            class="font-mono text-xs font-normal text-ink-3 hover:text-accent hover:underline"
            href={`${href(site.docs)}#${code}`}
          >
            {code}
          </a>
        )}
      </p>
      <p class="mt-1 max-w-text text-ink-2">{note}</p>
      {remedy && <p class="max-w-text text-ink-2">{remedy}</p>}
    </div>
  )
}
