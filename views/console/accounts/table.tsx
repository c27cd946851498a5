import { consolePages, href } from '../../../src/app/routes.ts'
import type { AccountRow } from '../../../src/domain/operating/operating.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { State } from '../../ui/state.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { SuspendOrReactivate } from '../act.tsx'
import { NoneFound } from '../none.tsx'
import { Standing } from '../status.tsx'

/** Active, suspended, or on its way out. */
const AccountStanding = ({ page, account }: { page: PageInfo; account: AccountRow }) => {
  const text = page.text.console
  const { status, suspendedReason, deletionDueAt, erasedAt } = account
  if (erasedAt !== null) return <State tone="off">{text.erased}</State>
  return (
    <div>
      <Standing page={page} status={status} reason={suspendedReason} />
      {deletionDueAt !== null && (
        <p class="mt-0.5 text-bad">
          <Time page={page} at={deletionDueAt}>
            {text.erasedOn(formatOf(page.locale, page.timeZone).date(deletionDueAt))}
          </Time>
        </p>
      )}
    </div>
  )
}

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
          <RowHead class="[overflow-wrap:anywhere]">{account.name || account.id}</RowHead>
          <Cell label={text.owner} class="[overflow-wrap:anywhere]">
            {account.owner ? account.owner.email : <span class="text-ink-3">{text.noOwner}</span>}
          </Cell>
          <Cell label={text.plan}>
            {account.erasedAt === null ? (
              <a
                class="text-accent hover:underline"
                href={href(consolePages.accountPlan, { id: account.id })}
                aria-label={page.text.billing.console.linkNamed(account.name, account.plan.name)}
              >
                {account.plan.name}
              </a>
            ) : (
              account.plan.name
            )}
          </Cell>
          <Cell label={text.activeKeys} number>
            {format.number(account.activeKeys)}
          </Cell>
          <Cell label={text.status}>
            <AccountStanding page={page} account={account} />
          </Cell>
          <Cell label={text.created} class="whitespace-nowrap">
            <Time page={page} at={account.createdAt}>
              {format.date(account.createdAt)}
            </Time>
          </Cell>
          <Cell class="text-right max-sm:!justify-end">
            {account.erasedAt === null && (
              <div class="flex flex-wrap justify-end gap-x-3">
                <LinkButton
                  kind="quiet"
                  href={href(consolePages.accountCredit, { id: account.id })}
                  label={page.text.closing.credit.linkNamed(account.name)}
                >
                  {page.text.closing.credit.link}
                </LinkButton>
                <SuspendOrReactivate
                  page={page}
                  status={account.status}
                  name={account.name}
                  suspension={href(consolePages.accountSuspension, { id: account.id })}
                  reactivation={href(consolePages.accountReactivation, { id: account.id })}
                />
              </div>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
