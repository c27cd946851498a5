import { consolePages, href } from '../../../src/app/routes.ts'
import type { WholeBill } from '../../../src/domain/billing/bills.ts'
import { monthName, numberOf } from '../../bills/names.ts'
import { ConsolePage } from '../../layout/console.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, type Filled } from '../../ui/field.tsx'

interface Props {
  page: PageInfo
  whole: WholeBill
  filled: Filled
}

const Reason = ({ page, filled }: Pick<Props, 'page' | 'filled'>) => (
  <Field
    page={page}
    filled={filled}
    name="reason"
    label={page.text.bills.act.reason}
    hint={page.text.bills.act.reasonHint}
    maxlength={200}
    autocomplete="off"
    required
  />
)

const cancelOf = (page: PageInfo, { bill }: WholeBill) => ({
  name: page.text.bills.act.cancel,
  href: href(consolePages.bill, { id: bill.id }),
})

/** Asks for the reason before a bill is made void. */
export const BillVoidPage = ({ page, whole, filled }: Props) => {
  const text = page.text.bills.act
  const { bill, account } = whole
  const title = text.voidTitle(numberOf(page, bill))
  return (
    <ConsolePage page={page} title={title} place="bills">
      <Confirm
        page={page}
        title={title}
        detail={text.voidDetail(account.name || account.id, monthName(page, bill.period))}
        action={href(consolePages.billVoiding, { id: bill.id })}
        submit={text.void}
        cancel={cancelOf(page, whole)}
      >
        <Reason page={page} filled={filled} />
      </Confirm>
    </ConsolePage>
  )
}

/** Likewise before it is given up. */
export const BillGivingUpPage = ({ page, whole, filled }: Props) => {
  const text = page.text.bills.act
  const { bill, account } = whole
  const title = text.giveUpTitle(numberOf(page, bill))
  const amount = formatOf(page.locale).money(bill.outstandingMinor, bill.currency)
  return (
    <ConsolePage page={page} title={title} place="bills">
      <Confirm
        page={page}
        title={title}
        detail={text.giveUpDetail(account.name || account.id, amount)}
        action={href(consolePages.billGivingUp, { id: bill.id })}
        submit={text.giveUp}
        cancel={cancelOf(page, whole)}
      >
        <Reason page={page} filled={filled} />
      </Confirm>
    </ConsolePage>
  )
}

/** Asks how much a credit note is about, and why. */
export const BillCreditPage = ({ page, whole, filled }: Props) => {
  const text = page.text.bills.act
  const { bill } = whole
  const title = text.creditTitle(numberOf(page, bill))
  return (
    <ConsolePage page={page} title={title} place="bills">
      <Confirm
        page={page}
        title={title}
        detail={text.creditDetail(formatOf(page.locale).money(bill.creditableMinor, bill.currency))}
        action={href(consolePages.billCrediting, { id: bill.id })}
        once
        submit={text.creditSubmit}
        tone="primary"
        cancel={cancelOf(page, whole)}
      >
        <div class="space-y-4">
          <Field
            page={page}
            filled={filled}
            name="amount"
            label={text.amount(bill.currency)}
            maxlength={20}
            autocomplete="off"
            required
            class="max-w-60"
          />
          <Reason page={page} filled={filled} />
        </div>
      </Confirm>
    </ConsolePage>
  )
}
