import { consolePages, href } from '../../../src/app/routes.ts'
import type { UserRow } from '../../../src/domain/operating/operating.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { SuspendOrReactivate } from '../act.tsx'
import { NoneFound } from '../none.tsx'
import { Standing } from '../status.tsx'

/** Users with where they belong and how they stand. */
export const UserTable = ({ page, users, search }: { page: PageInfo; users: UserRow[]; search: string }) => {
  const text = page.text.console
  const format = formatOf(page.locale, page.timeZone)
  if (users.length === 0) return <NoneFound page={page} search={search} />
  return (
    <Table
      cards
      caption={text.users}
      columns={[
        { name: text.user },
        { name: text.email, class: 'w-1/3' },
        { name: text.memberOf },
        { name: text.status },
        { name: text.created },
        { name: text.act, hidden: true },
      ]}
    >
      {users.map((user) => (
        <tr id={user.id}>
          <RowHead class="[overflow-wrap:anywhere]">
            <span>
              {user.username}
              {user.isOperator && (
                <span class="ml-2 rounded-sm border border-bar px-1.5 text-xs text-accent">{text.operator}</span>
              )}
            </span>
          </RowHead>
          <Cell label={text.email} class="[overflow-wrap:anywhere]">
            {user.email}
          </Cell>
          <Cell label={text.memberOf} class="[overflow-wrap:anywhere]">
            {user.accounts.map((account) => account.name).join(', ')}
          </Cell>
          <Cell label={text.status}>
            <Standing page={page} status={user.status} reason={user.suspendedReason} />
          </Cell>
          <Cell label={text.created} class="whitespace-nowrap">
            <Time page={page} at={user.createdAt}>
              {format.date(user.createdAt)}
            </Time>
          </Cell>
          <Cell class="text-right max-sm:!justify-end">
            {user.username !== page.reader?.username && (
              <SuspendOrReactivate
                page={page}
                status={user.status}
                name={user.username}
                suspension={href(consolePages.userSuspension, { id: user.id })}
                reactivation={href(consolePages.userReactivation, { id: user.id })}
              />
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
