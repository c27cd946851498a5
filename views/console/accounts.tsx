import { consolePages, href } from '../../src/app/routes.ts'
import type { AccountRow } from '../../src/domain/operating/operating.ts'
import type { Page } from '../../src/domain/page.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Pager } from '../ui/pager.tsx'
import { AccountTable } from './accounts/table.tsx'
import { Search } from './search.tsx'

interface Props {
  page: PageInfo
  list: Page<AccountRow>
  search: string
  cursor: string | null
}

/** Every account, newest first. */
export const AccountsPage = ({ page, list, search, cursor }: Props) => {
  const action = href(consolePages.accounts)
  return (
    <ConsolePage page={page} title={page.text.console.accounts} place="accounts">
      <h1>{page.text.console.accounts}</h1>
      <div class="my-5">
        <Search page={page} action={action} search={search} />
      </div>
      <AccountTable page={page} accounts={list.items} search={search} />
      <Pager page={page} action={action} query={{ search }} cursor={cursor} next={list.next} />
    </ConsolePage>
  )
}
