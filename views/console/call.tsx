import { consolePages, href } from '../../src/app/routes.ts'
import type { ExplainedCall } from '../../src/domain/calls/calls.ts'
import { Call } from '../calls/call.tsx'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'

/** One call of any account. */
export const ConsoleCallPage = ({ page, call }: { page: PageInfo; call: ExplainedCall }) => {
  const account = (
    <a
      class="font-mono text-xs text-accent hover:underline"
      href={`${href(consolePages.calls)}?${new URLSearchParams({ account: call.accountId })}`}
    >
      {call.accountId}
    </a>
  )
  return (
    <ConsolePage page={page} title={`${call.method} ${call.path}`} place="calls">
      <Call
        page={page}
        call={call}
        back={{ name: page.text.calls.list.title, href: href(consolePages.calls) }}
        first={[[page.text.calls.account, account]]}
        routes={href(consolePages.routes)}
      />
      {call.credits > 0 && call.outcome !== 'under_way' && (
        <p class="mt-6">
          <LinkButton
            kind="plain"
            href={`${href(consolePages.callRefund, { request_id: call.id })}?account=${call.accountId}`}
          >
            {page.text.closing.refund.link}
          </LinkButton>
        </p>
      )}
    </ConsolePage>
  )
}
