import { consolePages, href } from '../../src/app/routes.ts'
import type { AllCallsSearch, NamedCall } from '../../src/domain/calls/calls.ts'
import type { Page } from '../../src/domain/page.ts'
import { CallList } from '../calls/list.tsx'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'

interface Props {
  page: PageInfo
  list: Page<NamedCall>
  search: AllCallsSearch
}

/** Calls of all accounts, or of one. */
export const ConsoleCallsPage = ({ page, list, search }: Props) => {
  const { account } = search
  const text = page.text.calls.list
  const of = account === '' ? '' : `?${new URLSearchParams({ account })}`
  return (
    <ConsolePage page={page} title={text.title} place="calls">
      <CallList
        page={page}
        at={href(consolePages.calls)}
        callAt={({ id }) => `${href(consolePages.call, { request_id: id })}${of}`}
        lead={text.consoleLead}
        list={list}
        search={search}
        first={[{ name: 'account', label: text.account, value: account }]}
      />
    </ConsolePage>
  )
}
