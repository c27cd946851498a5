import type { Check, CheckResult } from '../../src/domain/metering/explain.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'

const MARKS: Record<CheckResult, { class: string; path: string }> = {
  passed: { class: 'text-good', path: 'm2 6.5 3 3 5-7' },
  refused: { class: 'text-bad', path: 'm2.5 2.5 7 7m0-7-7 7' },
  not_reached: { class: 'text-line-3', path: 'M3 6h6' },
}

const Mark = ({ result }: { result: CheckResult }) => (
  <svg
    class={`mt-1 size-3 shrink-0 ${MARKS[result].class}`}
    viewBox="0 0 12 12"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    aria-hidden="true"
  >
    <path d={MARKS[result].path} />
  </svg>
)

const TONES: Record<CheckResult, string> = {
  passed: 'border-line',
  refused: 'border-line bg-wash font-[550]',
  not_reached: 'border-line text-ink-3',
}

/** Every check of a decision in its order, with what was left before and after, and a mark where it ended. */
export const Checks = ({ page, checks, limitsKept }: { page: PageInfo; checks: Check[]; limitsKept: boolean }) => {
  const { calls } = page.text
  const format = formatOf(page.locale)
  const nameOf = (check: Check) => {
    if (!('name' in check)) return calls.names[check.check]
    return check.check === 'quota' ? calls.quotas[check.of] : calls.rateLimits[check.of](check.name)
  }
  return (
    <section class="min-w-0" aria-labelledby="checks-title">
      <h2 id="checks-title">{calls.checks}</h2>
      <p class="mt-0.5 flex flex-wrap justify-between gap-x-4 text-sm text-ink-3">
        {calls.checksNote}
        {checks.some((check) => 'name' in check) && <span class="whitespace-nowrap">{calls.leftHead}</span>}
      </p>
      <ol class="mt-3 border-t border-line-2 text-sm" data-testid="checks">
        {checks.map((check) => (
          <li class={`flex gap-3 border-b py-2.25 ${TONES[check.result]}`} data-result={check.result}>
            <Mark result={check.result} />
            <span class="flex min-w-0 grow flex-wrap items-baseline justify-between gap-x-4">
              <span class="min-w-0">
                {nameOf(check)}
                <span class={check.result === 'refused' ? 'text-bad' : 'sr-only'}> {calls.results[check.result]}</span>
                {'name' in check && (
                  <span class="ml-2 font-normal text-ink-3">
                    {check.windowSeconds === null
                      ? calls.ofQuota(format.number(check.limit))
                      : calls.rate(format.number(check.limit), format.number(check.windowSeconds))}
                  </span>
                )}
              </span>
              {'name' in check && (
                <span class="whitespace-nowrap tabular-nums">
                  <span aria-hidden="true">
                    {format.number(check.before)}
                    {check.result !== 'not_reached' && ` → ${format.number(check.after)}`}
                  </span>
                  <span class="sr-only">{calls.left(format.number(check.before), format.number(check.after))}</span>
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {!limitsKept && <p class="mt-2 text-sm text-ink-3">{calls.limitsNotKept}</p>}
    </section>
  )
}
