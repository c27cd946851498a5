import { consolePages, href } from '../../src/app/routes.ts'
import { CallList, type Found, ListPart } from '../calls/list.tsx'
import { withQuery } from '../calls/query.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import type { Filled } from '../ui/field.tsx'

const placesOf = (account: string) => ({
  at: href(consolePages.calls),
  partAt: href(consolePages.callsPart),
  callAt: ({ id }: { id: string }) => withQuery(href(consolePages.call, { request_id: id }), { account }),
  // Of one account each would say the same.
  accountAt: account === '' ? (id: string) => withQuery(href(consolePages.calls), { account: id }) : undefined,
})

/** Calls of all accounts, or of one. */
export const ConsoleCallsPage = ({ page, ...explored }: { page: PageInfo; filled: Filled; found: Found | null }) => {
  const text = page.text.calls.list
  return (
    <ConsolePage page={page} title={text.title} place="calls">
      <CallList
        page={page}
        {...placesOf(explored.found?.query.account ?? '')}
        lead={text.consoleLead}
        first={[{ name: 'account', label: text.account }]}
        {...explored}
      />
    </ConsolePage>
  )
}

/** What of it changes by itself. */
export const ConsoleCallsPart = (props: { page: PageInfo } & Found) => (
  <ListPart {...placesOf(props.query.account ?? '')} {...props} />
)
