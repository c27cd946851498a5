import type { Payment } from '../../src/domain/billing/paying/payments.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Empty } from '../ui/empty.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

interface Props {
  page: PageInfo
  payments: Payment[]
  /** For operators, who also see what they noted: where one is given back; null when nothing is left of it. */
  refundAt?: (payment: Payment) => string | null
}

const GivenBack = ({ page, payment }: { page: PageInfo; payment: Payment }) => {
  const { payments: text, refund } = page.text.paying
  const money = (minor: number) => formatOf(page.locale, page.timeZone).money(minor, payment.currency)
  const words = (reason: string): string => refund.reasons[reason as keyof typeof refund.reasons] ?? reason
  const done = payment.refunds.filter(({ status }) => status === 'done')
  const other = payment.refunds.filter(({ status }) => status !== 'done')
  return (
    <div>
      {payment.refundedMinor > 0 && <p>{money(payment.refundedMinor)}</p>}
      {other.map(({ amountMinor, status }) => (
        <p class={status === 'failed' ? 'text-bad' : ''}>
          {status === 'failed' ? text.failed(money(amountMinor)) : text.giving(money(amountMinor))}
        </p>
      ))}
      {[...done, ...other].map(({ reason }) => (
        <p class="text-xs text-ink-3 [overflow-wrap:anywhere]">{words(reason)}</p>
      ))}
    </div>
  )
}

/** What came for a bill, and what of it was given back. */
export const Payments = ({ page, payments, refundAt }: Props) => {
  const text = page.text.paying.payments
  const format = formatOf(page.locale, page.timeZone)
  if (payments.length === 0) return <Empty title={text.none}>{text.noneNote}</Empty>
  const columns = [
    { name: text.when(format.zone) },
    { name: text.how },
    { name: text.amount, number: true },
    { name: text.refunded, number: true },
    ...(refundAt ? [{ name: text.refund, hidden: true }] : []),
  ]
  return (
    <Table cards caption={text.title} columns={columns}>
      {payments.map((payment) => {
        const amount = format.money(payment.amountMinor, payment.currency)
        const refund = refundAt?.(payment)
        return (
          <tr>
            <RowHead label={text.when(format.zone)}>
              <Time page={page} at={payment.paidAt}>
                {format.date(payment.paidAt)}
              </Time>
            </RowHead>
            <Cell label={text.how} class="[overflow-wrap:anywhere]">
              <div>
                <p>{text.methods[payment.method]}</p>
                {refundAt && payment.note && <p class="text-xs text-ink-3">{payment.note}</p>}
              </div>
            </Cell>
            <Cell label={text.amount} number>
              {amount}
            </Cell>
            <Cell label={text.refunded} number>
              {payment.refunds.length === 0 ? '–' : <GivenBack page={page} payment={payment} />}
            </Cell>
            {refundAt && (
              <Cell number>
                {refund && (
                  <a class="font-[550] text-accent hover:underline" href={refund} aria-label={text.refundOf(amount)}>
                    {text.refund}
                  </a>
                )}
              </Cell>
            )}
          </tr>
        )
      })}
    </Table>
  )
}
