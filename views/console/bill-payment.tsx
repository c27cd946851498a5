import { consolePages, href } from '../../src/app/routes.ts'
import type { Standing } from '../../src/domain/billing/paying/paying.ts'
import type { Payment } from '../../src/domain/billing/paying/payments.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { BillFacts } from '../paying/facts.tsx'
import { Payments } from '../paying/payments.tsx'
import { formatOf } from '../text/format.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Field, type Filled } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

interface Props {
  page: PageInfo
  standing: Standing
  filled: Filled
}

const Recording = ({ page, standing: { bill, owed, owedText }, filled }: Props) => {
  const text = page.text.paying.manual
  return (
    <section class="max-w-text" aria-labelledby="record-title">
      <h2 id="record-title">{text.record}</h2>
      <p class="mt-1 mb-4 text-sm text-ink-2">{text.recordNote}</p>
      <Form page={page} action={href(consolePages.billPaying, { id: bill.id })} label={text.record} once>
        <div class="space-y-4">
          <Field
            page={page}
            filled={filled}
            name="amount"
            label={`${text.amount} (${bill.currency})`}
            hint={page.text.paying.review.amountHint(formatOf(page.locale).money(owed, bill.currency))}
            value={owedText}
            maxlength={20}
            autocomplete="off"
            required
          />
          <Field
            page={page}
            filled={filled}
            name="note"
            label={text.note}
            hint={text.noteHint}
            maxlength={200}
            autocomplete="off"
            required
          />
        </div>
        <div class="mt-4">
          <Button>{text.submit}</Button>
        </div>
      </Form>
    </section>
  )
}

/** What came for a bill, for operators: they record what came another way, and give back. */
export const BillPaymentPage = ({ page, standing, filled }: Props) => {
  const text = page.text.paying
  const { owed, number, payments } = standing
  const title = text.manual.title(number)
  const refundAt = (payment: Payment) =>
    payment.leftMinor > 0 ? href(consolePages.paymentRefund, { id: payment.id }) : null
  return (
    <ConsolePage page={page} title={title} place="bills">
      <h1>{title}</h1>
      <div class="mt-5 max-w-text">
        <BillFacts page={page} standing={standing} named />
        <p class="mt-3">
          <a class="text-sm text-accent hover:underline" href={href(consolePages.bill, { id: standing.bill.id })}>
            {text.bill}
          </a>
        </p>
      </div>
      <div class="mt-9 space-y-9">
        <section aria-labelledby="payments-title">
          <h2 class="mb-3" id="payments-title">
            {text.payments.title}
          </h2>
          <Payments page={page} payments={payments} refundAt={refundAt} />
        </section>
        {owed > 0 && <Recording page={page} standing={standing} filled={filled} />}
      </div>
    </ConsolePage>
  )
}

interface RefundProps {
  page: PageInfo
  payment: Payment
  /** Its bill's. */
  number: string
  /** What of it can still be given back, as the form takes it. */
  leftText: string
  filled: Filled
}

/** Asks before money is given back: how much, and why. */
export const RefundPage = ({ page, payment, number, leftText, filled }: RefundProps) => {
  const text = page.text.paying.refund
  const { id, billId, amountMinor, leftMinor, currency, method } = payment
  const { money } = formatOf(page.locale)
  const title = text.title(money(amountMinor, currency), number)
  return (
    <ConsolePage page={page} title={title} place="bills">
      <Confirm
        page={page}
        title={title}
        detail={method === 'card' ? text.card : text.other}
        action={href(consolePages.paymentRefunding, { id })}
        once
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(consolePages.billPayment, { id: billId }) }}
      >
        <div class="space-y-4">
          <Field
            page={page}
            filled={filled}
            name="amount"
            label={`${text.amount} (${currency})`}
            hint={text.left(money(leftMinor, currency))}
            value={leftText}
            maxlength={20}
            autocomplete="off"
            required
          />
          <Field
            page={page}
            filled={filled}
            name="reason"
            label={text.reason}
            hint={text.reasonHint}
            maxlength={200}
            autocomplete="off"
            required
          />
        </div>
      </Confirm>
    </ConsolePage>
  )
}
