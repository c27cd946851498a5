import type { Child } from 'hono/jsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Mark } from '../../ui/mark.tsx'

const Part = ({ title, class: more, children }: { title: string; class?: string; children: Child }) => (
  <div class={`min-w-0 p-4 sm:p-5 ${more ?? ''}`}>
    <p class="mb-2.5 text-sm text-ink-3">{title}</p>
    {children}
  </div>
)

const Lines = ({ children }: { children: Child }) => (
  <pre class="font-mono text-xs/5 [overflow-wrap:anywhere] whitespace-pre-wrap">{children}</pre>
)

const Tick = () => (
  <svg
    viewBox="0 0 12 12"
    class="size-3 text-good"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    aria-hidden="true"
  >
    <path d="M1.5 6.5 4.5 9.5 10.5 2.5" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
)

/** One call as it travels: the request, the gate with its checks, the answer, and its line in the ledger. */
export const OneCall = ({ page }: { page: PageInfo }) => {
  const { home, dashboard } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const host = new URL(page.origin).host
  return (
    <figure class="mt-12 overflow-hidden rounded-md border border-line-2 bg-sheet" aria-label={home.figure}>
      <div class="grid divide-line max-md:divide-y md:grid-cols-[minmax(0,1fr)_auto_minmax(0,1.15fr)] md:divide-x">
        <Part title={home.youSend}>
          <Lines>
            <b>GET /api/demo/hello</b>
            {`\nHost: ${host}\n`}
            <span class="text-ink-3">Authorization: Bearer </span>
            <span class="text-accent">sk_…9f3c</span>
          </Lines>
        </Part>
        <Part title={home.gate} class="bg-wash md:w-48">
          <ol class="flex flex-col gap-x-5 gap-y-1.5 text-sm max-md:flex-row max-md:flex-wrap">
            {home.checks.map((check) => (
              <li class="flex items-center gap-2">
                <Tick />
                {check}
              </li>
            ))}
          </ol>
          <p class="mt-3 flex items-center gap-1.5 text-sm font-[550] md:mt-4">
            <Mark />
            {page.text.decisions.VALID.short}
          </p>
        </Part>
        <Part title={home.youGet}>
          <Lines>
            <b>
              HTTP/1.1 <span class="text-good">200</span> OK
            </b>
            <span class="text-ink-3">{'\nRateLimit: '}</span>
            {'"burst";r=59;t=60, "quota";r=958;t=950400'}
            <span class="text-ink-3">{'\nX-Request-Id: '}</span>
            {'req_01kag2w5d8…\n\n{ "method": "GET", "path": "/hello", … }'}
          </Lines>
        </Part>
      </div>
      <div class="border-t border-line-2 p-4 sm:px-5">
        <p class="mb-2 text-sm text-ink-3">{home.ledger}</p>
        <p class="flex flex-wrap gap-x-6 gap-y-1 text-sm">
          <span>14:03:22</span>
          <span class="font-mono text-xs/5">GET /api/demo/hello</span>
          <span class="font-mono text-xs/5">sk_…9f3c</span>
          <span class="text-good">200</span>
          <span>{format.took(84)}</span>
          <b>{home.credit(1)}</b>
          <span class="sr-only">{dashboard.answered}</span>
        </p>
      </div>
      <figcaption class="border-t border-line bg-wash px-4 py-2.5 text-sm text-ink-2 sm:px-5">
        {home.checksNote} {home.ledgerNote}
      </figcaption>
    </figure>
  )
}
