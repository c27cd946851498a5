import type { WholeBill } from '../../src/domain/billing/bills.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Cell, RowHead, Table } from '../ui/table.tsx'

interface Props {
  page: PageInfo
  whole: WholeBill
  /** Whether what operators noted is theirs to read. */
  noted: boolean
}

/** What was paid and credited since a bill was issued. */
export const Settlement = ({ page, whole: { bill, payments, creditNotes }, noted }: Props) => {
  const text = page.text.bills
  const format = formatOf(page.locale)
  const money = (minor: number) => format.money(minor, bill.currency)
  const rows = [
    ...payments.map(({ method, paidAt, amountMinor, refundedMinor, note }) => ({
      at: paidAt,
      name: text.payment(text.methods[method]),
      more: [refundedMinor > 0 ? text.refunded(money(refundedMinor)) : '', noted && note ? note : ''],
      amount: amountMinor,
    })),
    ...creditNotes.map(({ number, reason, issuedAt, amountMinor }) => ({
      at: issuedAt,
      name: text.creditNote(number, reason),
      more: [],
      amount: amountMinor,
    })),
  ].toSorted((a, b) => a.at - b.at)
  if (rows.length === 0) return null
  return (
    <section class="whole mt-9" aria-labelledby="settlement">
      <h2 id="settlement">{text.settlement}</h2>
      <div class="mt-2">
        <Table
          cards
          caption={text.settlement}
          columns={[{ name: text.what, class: 'w-2/3' }, { name: text.date }, { name: text.amount, number: true }]}
        >
          {rows.map(({ at, name, more, amount }) => (
            <tr>
              <RowHead class="[overflow-wrap:anywhere]">
                <div>
                  <p>{name}</p>
                  {more.filter(Boolean).map((words) => (
                    <p class="text-xs font-normal text-ink-3">{words}</p>
                  ))}
                </div>
              </RowHead>
              <Cell label={text.date} class="whitespace-nowrap">
                {format.date(at)}
              </Cell>
              <Cell label={text.amount} number class="whitespace-nowrap">
                {money(-amount)}
              </Cell>
            </tr>
          ))}
        </Table>
      </div>
      {bill.overpaidMinor > 0 && <p class="mt-2 text-sm text-ink-2">{text.overpaid(money(bill.overpaidMinor))}</p>}
    </section>
  )
}
