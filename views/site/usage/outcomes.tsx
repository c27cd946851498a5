import { href, site } from '../../../src/app/routes.ts'
import type { OutcomeUsage, UsageReport } from '../../../src/domain/usage/report.ts'
import type { PageInfo } from '../../page.ts'
import { decisionText } from '../../text/decision.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Changed } from './change.tsx'
import { ShareBar } from './share-bar.tsx'
import { type UsageView, usageHref } from './view.ts'

interface Props {
  page: PageInfo
  report: UsageReport
  view: UsageView
}

const FILLS: Record<string, string> = { ok: 'fill-bar', failed: 'fill-ink-2', unknown: 'fill-ink-2' }

/** How an outcome is called. */
export function outcomeName({ text }: PageInfo, outcome: string): string {
  const { outcomes } = text.calls.list
  return outcome in outcomes ? outcomes[outcome as keyof typeof outcomes] : decisionText(text, outcome)
}

/** The calls of an outcome one by one, as far as they are kept. */
function callsHref({ window, filter }: UsageReport, { outcome, isRefusal }: OutcomeUsage): string {
  const iso = (ms: number) => new Date(ms).toISOString()
  return `${href(site.calls)}?${new URLSearchParams({
    ...(isRefusal ? { code: outcome } : { outcome }),
    ...(filter.key === '' ? {} : { key: filter.key }),
    ...(filter.route === '' ? {} : { route: filter.route }),
    since: iso(window.start),
    until: iso(window.end),
  })}`
}

const Row = ({ page, report, view, one }: Props & { one: OutcomeUsage }) => {
  const { usage } = page.text
  const { number, percent } = formatOf(page.locale)
  const all = report.totals.asked
  const name = outcomeName(page, one.outcome)
  return (
    <tr>
      <RowHead class="w-full max-w-0 font-normal">
        <a
          class="block truncate text-accent hover:underline"
          href={usageHref(view, { outcome: one.outcome })}
          title={name}
        >
          {name}
        </a>
        <ShareBar share={all === 0 ? 0 : one.calls / all} fill={FILLS[one.outcome] ?? 'fill-bar-2'} />
      </RowHead>
      <Cell number>
        {one.calls === 0 ? (
          <span class="text-ink-3">{number(0)}</span>
        ) : (
          <a
            class="text-accent hover:underline"
            href={callsHref(report, one)}
            aria-label={`${number(one.calls)}. ${usage.groups.see(name)}`}
            title={usage.groups.seeCalls}
          >
            {number(one.calls)}
          </a>
        )}
      </Cell>
      <Cell number class="text-ink-2">
        {all === 0 ? usage.none : percent(one.calls / all)}
      </Cell>
      <Cell number class="text-ink-2">
        <Changed page={page} change={one.change} isBad={one.outcome !== 'ok'} />
      </Cell>
    </tr>
  )
}

const OutcomeTable = ({
  id,
  title,
  outcomes,
  ...props
}: Props & { id: string; title: string; outcomes: OutcomeUsage[] }) => {
  const { usage } = props.page.text
  return (
    <section class="min-w-0" aria-labelledby={id}>
      <h2 class="mb-2" id={id}>
        {title}
      </h2>
      <Table
        caption={title}
        columns={[
          { name: usage.outcome, class: 'w-full' },
          { name: usage.calls, number: true },
          { name: usage.groups.share, number: true },
          { name: usage.groups.change, number: true },
        ]}
      >
        {outcomes.map((one) => (
          <Row {...props} one={one} />
        ))}
      </Table>
    </section>
  )
}

/** How calls ended, and why calls were refused: each leads to its own view, and its count to the calls themselves. */
export const Outcomes = (props: Props) => {
  const { groups } = props.page.text.usage
  const { outcomes } = props.report
  const admitted = outcomes.filter(({ isRefusal }) => !isRefusal)
  const refusals = outcomes.filter(({ isRefusal }) => isRefusal)
  return (
    <>
      {admitted.length > 0 && (
        <OutcomeTable {...props} id="outcomes-title" title={groups.byOutcome} outcomes={admitted} />
      )}
      {refusals.length > 0 && (
        <OutcomeTable {...props} id="refusals-title" title={groups.refusals} outcomes={refusals} />
      )}
    </>
  )
}
