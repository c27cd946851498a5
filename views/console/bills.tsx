import { consolePages, href } from '../../src/app/routes.ts'
import type { BillRow, BillsFilter, BillTotals } from '../../src/domain/billing/bills.ts'
import type { Page } from '../../src/domain/page.ts'
import { monthName, numberOf } from '../bills/names.ts'
import { BillState } from '../bills/status.tsx'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Pager } from '../ui/pager.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { BillFilter } from './bill/filter.tsx'

interface Props {
  page: PageInfo
  list: Page<BillRow> & { totals: BillTotals[] }
  filter: BillsFilter
  cursor: string | null
}

const Totals = ({ page, totals }: { page: PageInfo; totals: BillTotals[] }) => {
  const text = page.text.bills
  const format = formatOf(page.locale)
  return (
    <Table
      cards
      caption={text.sums}
      columns={[
        { name: text.currency },
        { name: text.count, number: true },
        { name: text.total, number: true },
        { name: text.credited, number: true },
        { name: text.paid, number: true },
        { name: text.outstanding, number: true },
      ]}
    >
      {totals.map((one) => {
        const money = (minor: number) => format.money(minor, one.currency)
        return (
          <tr>
            <RowHead>{one.currency}</RowHead>
            <Cell label={text.count} number>
              {format.number(one.bills)}
            </Cell>
            <Cell label={text.total} number>
              {money(one.totalMinor)}
            </Cell>
            <Cell label={text.credited} number>
              {money(one.creditedMinor)}
            </Cell>
            <Cell label={text.paid} number>
              {money(one.paidMinor)}
            </Cell>
            <Cell label={text.outstanding} number>
              {money(one.outstandingMinor)}
            </Cell>
          </tr>
        )
      })}
    </Table>
  )
}

const Row = ({ page, bill }: { page: PageInfo; bill: BillRow }) => {
  const text = page.text.bills
  const format = formatOf(page.locale)
  return (
    <tr>
      <RowHead class="whitespace-nowrap">
        <a class="text-accent hover:underline max-sm:py-2" href={href(consolePages.bill, { id: bill.id })}>
          {numberOf(page, bill)}
        </a>
      </RowHead>
      <Cell label={text.account} class="[overflow-wrap:anywhere]">
        {bill.accountName || bill.accountId}
      </Cell>
      <Cell label={text.month}>{monthName(page, bill.period)}</Cell>
      <Cell label={text.status}>
        <BillState page={page} bill={bill} />
      </Cell>
      <Cell label={text.due} class="whitespace-nowrap">
        {bill.dueAt === null ? '' : format.date(bill.dueAt)}
      </Cell>
      <Cell label={text.total} number class="whitespace-nowrap">
        {format.money(bill.totalMinor, bill.currency)}
      </Cell>
      <Cell label={text.outstanding} number class="whitespace-nowrap">
        {format.money(bill.outstandingMinor, bill.currency)}
      </Cell>
    </tr>
  )
}

/** Bills of all accounts, the newest number first. */
export const ConsoleBillsPage = ({ page, list, filter, cursor }: Props) => {
  const text = page.text.bills
  const at = href(consolePages.bills)
  const asked = Object.entries(filter).filter(([, value]) => value !== '')
  const file = `${href(consolePages.billsDownload)}?${new URLSearchParams(asked)}`
  return (
    <ConsolePage page={page} title={text.title} place="bills">
      <h1>{text.title}</h1>
      <div class="my-5">
        <BillFilter page={page} at={at} filter={filter} isNarrowed={asked.length > 0} />
      </div>
      {list.items.length === 0 ? (
        <Empty title={asked.length > 0 ? text.noneFound : text.none}>
          {asked.length > 0 ? text.noneFoundConsole : text.noneConsole}
        </Empty>
      ) : (
        <>
          <Totals page={page} totals={list.totals} />
          <div class="mt-8">
            <Table
              cards
              caption={text.title}
              columns={[
                { name: text.number },
                { name: text.account, class: 'w-1/4' },
                { name: text.month },
                { name: text.status },
                { name: text.due },
                { name: text.total, number: true },
                { name: text.outstanding, number: true },
              ]}
            >
              {list.items.map((bill) => (
                <Row page={page} bill={bill} />
              ))}
            </Table>
          </div>
          <div class="mt-5">
            <LinkButton kind="plain" href={file}>
              {text.csvAll}
            </LinkButton>
          </div>
        </>
      )}
      <Pager page={page} action={at} query={{ ...filter }} cursor={cursor} next={list.next} />
    </ConsolePage>
  )
}
