import { href, site } from '../../src/app/routes.ts'
import type { BillStatus } from '../../src/domain/billing/bill.ts'
import type { StatedBill } from '../../src/domain/billing/bills.ts'
import type { Page } from '../../src/domain/page.ts'
import { monthName, numberOf } from '../bills/names.ts'
import { BillState } from '../bills/status.tsx'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Empty } from '../ui/empty.tsx'
import { Pager } from '../ui/pager.tsx'
import { Segments } from '../ui/segments.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'

interface Props {
  page: PageInfo
  list: Page<StatedBill>
  status: BillStatus | ''
  cursor: string | null
  /** When the running month ends, UTC ms. */
  monthEnd: number
}

const None = ({ page, status, monthEnd }: Pick<Props, 'page' | 'status' | 'monthEnd'>) => {
  const text = page.text.bills
  if (status !== '') return <Empty title={text.noneFound}>{text.noneFoundNote}</Empty>
  return <Empty title={text.none}>{text.noneNote(formatOf(page.locale).date(monthEnd))}</Empty>
}

/** The account's bills, the newest month first. */
export const BillsPage = ({ page, list, status, cursor, monthEnd }: Props) => {
  const text = page.text.bills
  const format = formatOf(page.locale)
  const at = href(site.bills)
  const segment = (name: string, value: BillStatus | '') => ({
    name,
    href: value === '' ? at : `${at}?status=${value}`,
    current: status === value,
  })
  return (
    <MemberPage page={page} title={text.title} place="billing">
      <h1>{text.title}</h1>
      <p class="mt-1 max-w-text text-ink-2">{text.lead}</p>
      <div class="my-5">
        <Segments
          label={text.byStatus}
          segments={[
            segment(text.all, ''),
            segment(text.statuses.open, 'open'),
            segment(text.statuses.paid, 'paid'),
            segment(text.statuses.void, 'void'),
          ]}
        />
      </div>
      {list.items.length === 0 ? (
        <None page={page} status={status} monthEnd={monthEnd} />
      ) : (
        <Table
          cards
          caption={text.title}
          columns={[
            { name: text.number },
            { name: text.month },
            { name: text.status },
            { name: text.due },
            { name: text.total, number: true },
            { name: text.outstanding, number: true },
          ]}
        >
          {list.items.map((bill) => (
            <tr>
              <RowHead class="whitespace-nowrap">
                <a class="text-accent hover:underline max-sm:py-2" href={href(site.bill, { id: bill.id })}>
                  {numberOf(page, bill)}
                </a>
              </RowHead>
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
          ))}
        </Table>
      )}
      <Pager page={page} action={at} query={{ status }} cursor={cursor} next={list.next} />
    </MemberPage>
  )
}
