import { consolePages, href } from '../../../src/app/routes.ts'
import type { AccountRow } from '../../../src/domain/operating/operating.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { SuspendOrReactivate } from '../act.tsx'
import { NoneFound } from '../none.tsx'
import { Standing } from '../status.tsx'

/** Accounts with who owns them and how they stand. */
export const AccountTable = ({
  page,
  accounts,
  search,
}: {
  page: PageInfo
  accounts: AccountRow[]
  search: string
}) => {
  const text = page.text.console
  const format = formatOf(page.locale, page.timeZone)
  if (accounts.length === 0) return <NoneFound page={page} search={search} />
  return (
    <Table
      cards
      caption={text.accounts}
      columns={[
        { name: text.account },
        { name: text.owner, class: 'w-1/3' },
        { name: text.plan },
        { name: text.activeKeys, number: true },
        { name: text.status },
        { name: text.created },
        { name: text.act, hidden: true },
      ]}
    >
      {accounts.map((account) => (
        <tr id={account.id}>
          <RowHead class="[overflow-wrap:anywhere]">{account.name}</RowHead>
          <Cell label={text.owner} class="[overflow-wrap:anywhere]">
            {account.owner ? account.owner.email : <span class="text-ink-3">{text.noOwner}</span>}
          </Cell>
          <Cell label={text.plan}>{account.plan.name}</Cell>
          <Cell label={text.activeKeys} number>
            {format.number(account.activeKeys)}
          </Cell>
          <Cell label={text.status}>
            <Standing page={page} status={account.status} reason={account.suspendedReason} />
          </Cell>
          <Cell label={text.created} class="whitespace-nowrap">
            <Time page={page} at={account.createdAt}>
              {format.date(account.createdAt)}
            </Time>
          </Cell>
          <Cell class="text-right max-sm:!justify-end">
            <SuspendOrReactivate
              page={page}
              status={account.status}
              name={account.name}
              suspension={href(consolePages.accountSuspension, { id: account.id })}
              reactivation={href(consolePages.accountReactivation, { id: account.id })}
            />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
