import type { Child } from 'hono/jsx'
import { consolePages, href, site } from '../../../src/app/routes.ts'
import type { TrialReport } from '../../../src/domain/routing/trial.ts'
import { Checks } from '../../calls/checks.tsx'
import type { PageInfo } from '../../page.ts'
import { knownDecision } from '../../text/decision.ts'
import { formatOf } from '../../text/format.ts'
import { State } from '../../ui/state.tsx'

interface Props {
  page: PageInfo
  report: TrialReport
}

/** How it ended: the answer's status, or why there is none. */
const Ending = ({ page, report }: Props) => {
  const text = page.text.route.trial
  const { answer, refused, sent, decision, key, requestId } = report
  const known = refused && knownDecision(page.text, refused)
  const took = answer && formatOf(page.locale).took(answer.ms)
  return (
    <div
      class="border-y border-line py-4 outline-none"
      role="status"
      tabindex={-1}
      autofocus
      data-testid="trial-ending"
    >
      <p class="flex flex-wrap items-baseline gap-x-3 text-lg font-semibold">
        <State tone={answer ? (answer.status < 400 ? 'good' : answer.status < 500 ? 'off' : 'bad') : 'bad'}>
          {answer ? text.answered(answer.status) : (known?.short ?? refused)}
        </State>
        {took && <span class="text-sm font-normal text-ink-3">{text.took(took)}</span>}
        {refused && (
          <a
            class="font-mono text-xs font-normal text-ink-3 hover:text-accent hover:underline"
            href={`${href(site.docs)}#${refused}`}
          >
            {refused}
          </a>
        )}
      </p>
      {known && <p class="mt-1 max-w-text text-ink-2">{known.meaning}</p>}
      {!sent && <p class="max-w-text text-ink-2">{text.notSent}</p>}
      <p class="mt-1 text-sm text-ink-3">
        {key && decision && (
          <a
            class="text-accent underline underline-offset-2"
            href={`${href(consolePages.call, { request_id: requestId })}?${new URLSearchParams({ account: key.account.id })}`}
          >
            {text.asOf(key.name || key.hint, key.account.name)}
          </a>
        )}
        {!key && sent && text.undecided}
      </p>
    </div>
  )
}

const Headers = ({ headers }: { headers: [string, string][] }) => (
  <dl class="divide-y divide-line border-y border-line font-mono text-xs">
    {headers.map(([name, value]) => (
      <div class="flex flex-wrap gap-x-4 py-1.5">
        <dt class="w-40 shrink-0 text-ink-3 [overflow-wrap:anywhere]">{name}</dt>
        <dd class="min-w-0 grow basis-40 [overflow-wrap:anywhere]">{value}</dd>
      </div>
    ))}
  </dl>
)

const Part = ({ id, title, children }: { id: string; title: string; children: Child }) => (
  <section aria-labelledby={`${id}-title`}>
    <h3 class="mb-2" id={`${id}-title`}>
      {title}
    </h3>
    {children}
  </section>
)

const Sent = ({ page, sent }: { page: PageInfo; sent: NonNullable<TrialReport['sent']> }) => {
  const text = page.text.route.trial
  const { calls } = page.text
  return (
    <Part id="sent" title={text.sent}>
      <p class="mb-2 font-mono text-xs [overflow-wrap:anywhere]">
        {sent.method} {sent.url}
      </p>
      <Headers headers={sent.headers} />
      {sent.bytes > 0 && (
        <p class="mt-2 text-sm text-ink-3">
          {text.withBody(calls.bytes(sent.bytes, formatOf(page.locale).number(sent.bytes)))}
        </p>
      )}
    </Part>
  )
}

const Answer = ({ page, answer }: { page: PageInfo; answer: NonNullable<TrialReport['answer']> }) => {
  const text = page.text.route.trial
  const size = page.text.calls.bytes(answer.bytes, formatOf(page.locale).number(answer.bytes))
  return (
    <Part id="answer" title={text.answer}>
      <Headers headers={answer.headers} />
      {answer.text && (
        <section
          class="mt-3 max-h-96 overflow-auto rounded-md border border-line bg-sheet px-4 py-3"
          tabindex={0}
          aria-label={text.body}
        >
          <pre class="font-mono text-xs/5 [overflow-wrap:anywhere] whitespace-pre-wrap" data-testid="trial-body">
            {answer.text}
          </pre>
        </section>
      )}
      <p class="mt-2 text-sm text-ink-3">{answer.text === null ? text.noText(size) : text.ends[answer.end](size)}</p>
    </Part>
  )
}

/** What became of a trial: its end, the decision with each check, the upstream's request as sent, and its answer. */
export const Report = ({ page, report }: Props) => (
  <div class="min-w-0 space-y-7" data-testid="trial-report">
    <Ending page={page} report={report} />
    {report.decision && <Checks page={page} checks={report.decision.checks} limitsKept />}
    {report.sent && <Sent page={page} sent={report.sent} />}
    {report.answer && <Answer page={page} answer={report.answer} />}
  </div>
)
