import { consolePages, href } from '../../src/app/routes.ts'
import type { UserRow } from '../../src/domain/operating/operating.ts'
import type { Page } from '../../src/domain/page.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Pager } from '../ui/pager.tsx'
import { Search } from './search.tsx'
import { UserTable } from './users/table.tsx'

interface Props {
  page: PageInfo
  list: Page<UserRow>
  search: string
  cursor: string | null
}

/** Every user, newest first. */
export const UsersPage = ({ page, list, search, cursor }: Props) => {
  const action = href(consolePages.users)
  return (
    <ConsolePage page={page} title={page.text.console.users} place="users">
      <h1>{page.text.console.users}</h1>
      <div class="my-5">
        <Search page={page} action={action} search={search} />
      </div>
      <UserTable page={page} users={list.items} search={search} />
      <Pager page={page} action={action} query={{ search }} cursor={cursor} next={list.next} />
    </ConsolePage>
  )
}
