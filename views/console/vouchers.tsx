import { consolePages, href } from '../../src/app/routes.ts'
import type { VoucherRow } from '../../src/domain/billing/paying/store.ts'
import type { Page } from '../../src/domain/page.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { VoucherStanding } from '../paying/state.tsx'
import { formatOf } from '../text/format.ts'
import { Empty } from '../ui/empty.tsx'
import { Pager } from '../ui/pager.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

interface Props {
  page: PageInfo
  list: Page<VoucherRow>
  cursor: string | null
}

const Row = ({ page, row }: { page: PageInfo; row: VoucherRow }) => {
  const text = page.text.paying.vouchers
  const format = formatOf(page.locale, page.timeZone)
  const { id, billId, number, uploadedAt, state, reason } = row
  return (
    <tr>
      <RowHead label={text.account} class="[overflow-wrap:anywhere]">
        {row.accountName}
      </RowHead>
      <Cell label={text.bill}>
        <a
          class="font-mono text-xs hover:text-accent hover:underline"
          href={href(consolePages.billPayment, { id: billId })}
        >
          {number}
        </a>
      </Cell>
      <Cell label={text.uploaded(format.zone)} class="sm:whitespace-nowrap">
        <Time page={page} at={uploadedAt}>
          {`${format.date(uploadedAt)} ${format.hour(uploadedAt)}`}
        </Time>
      </Cell>
      <Cell label={text.state} class="[overflow-wrap:anywhere]">
        <div>
          <VoucherStanding page={page} state={state} />
          {reason && <p class="text-xs text-ink-3">{reason}</p>}
        </div>
      </Cell>
      <Cell number>
        <a
          class="font-[550] text-accent hover:underline"
          href={href(consolePages.voucher, { id })}
          aria-label={text.reviewOf(number)}
        >
          {text.review}
        </a>
      </Cell>
    </tr>
  )
}

/** Every voucher: what waits first. */
export const VouchersPage = ({ page, list, cursor }: Props) => {
  const text = page.text.paying.vouchers
  return (
    <ConsolePage page={page} title={text.title} place="vouchers">
      <h1>{text.title}</h1>
      <p class="mt-1 mb-5 max-w-text text-ink-2">{text.lead}</p>
      {list.items.length === 0 ? (
        <Empty title={text.none}>{text.noneNote}</Empty>
      ) : (
        <Table
          cards
          caption={text.title}
          columns={[
            { name: text.account },
            { name: text.bill },
            { name: text.uploaded(formatOf(page.locale, page.timeZone).zone) },
            { name: text.state },
            { name: text.review, hidden: true },
          ]}
        >
          {list.items.map((row) => (
            <Row page={page} row={row} />
          ))}
        </Table>
      )}
      <Pager page={page} action={href(consolePages.vouchers)} query={{}} cursor={cursor} next={list.next} />
    </ConsolePage>
  )
}
