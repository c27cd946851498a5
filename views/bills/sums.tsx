import type { StatedBill } from '../../src/domain/billing/bills.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { rateOf } from './names.ts'

/** From the lines' sum to what is still to be paid. */
export const Sums = ({ page, bill }: { page: PageInfo; bill: StatedBill }) => {
  const text = page.text.bills
  const money = (minor: number) => formatOf(page.locale).money(minor, bill.currency)
  const { subtotalMinor, taxName, taxPpm, taxMinor, totalMinor, paidMinor, creditedMinor, status } = bill
  const rows: [name: string, amount: string, isStrong?: boolean][] = [
    [text.subtotal, money(subtotalMinor)],
    [text.tax(taxName, rateOf(page, taxPpm)), money(taxMinor)],
    [text.total, money(totalMinor), true],
    ...(creditedMinor > 0 ? [[text.credited, money(-creditedMinor)] as [string, string]] : []),
    ...(paidMinor > 0 ? [[text.paid, money(-paidMinor)] as [string, string]] : []),
    ...(status === 'void' ? [] : [[text.outstanding, money(bill.outstandingMinor), true] as [string, string, boolean]]),
  ]
  return (
    <dl class="whole mt-4 ml-auto max-w-96 text-sm" data-testid="sums">
      {rows.map(([name, amount, isStrong]) => (
        <div
          class={`flex justify-between gap-6 py-1.5 ${isStrong ? 'border-t border-line-2 text-base font-[600]' : ''}`}
        >
          <dt class={isStrong ? '' : 'text-ink-2'}>{name}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
    </dl>
  )
}
