import { href, site } from '../../../src/app/routes.ts'
import type { Voucher } from '../../../src/domain/billing/paying/vouchers.ts'
import type { PageInfo } from '../../page.ts'
import { VoucherStanding } from '../../paying/state.tsx'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** What became of the vouchers of a bill. */
export const OwnVouchers = ({ page, vouchers, number }: { page: PageInfo; vouchers: Voucher[]; number: string }) => {
  const text = page.text.paying.vouchers
  const format = formatOf(page.locale, page.timeZone)
  return (
    <section aria-labelledby="vouchers-title">
      <h2 class="mb-3" id="vouchers-title">
        {text.title}
      </h2>
      <Table
        cards
        caption={text.title}
        columns={[{ name: text.uploaded(format.zone) }, { name: text.state }, { name: text.file, number: true }]}
      >
        {vouchers.map(({ id, billId, uploadedAt, state, reason, bytes }) => (
          <tr>
            <RowHead label={text.uploaded(format.zone)} class="sm:whitespace-nowrap">
              <Time page={page} at={uploadedAt}>
                {`${format.date(uploadedAt)} ${format.hour(uploadedAt)}`}
              </Time>
            </RowHead>
            <Cell label={text.state} class="[overflow-wrap:anywhere]">
              <div>
                <VoucherStanding page={page} state={state} />
                {reason && <p class="text-xs text-ink-3">{reason}</p>}
              </div>
            </Cell>
            <Cell label={text.file} number>
              <span class="whitespace-nowrap">
                <a
                  class="font-[550] text-accent hover:underline"
                  href={href(site.billVoucherFile, { id: billId, voucher_id: id })}
                  aria-label={text.downloadOf(number)}
                  download
                >
                  {text.download}
                </a>{' '}
                <span class="text-ink-3">{format.bytes(bytes)}</span>
              </span>
            </Cell>
          </tr>
        ))}
      </Table>
    </section>
  )
}
