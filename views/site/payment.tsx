import { href, site } from '../../src/app/routes.ts'
import type { OpenCheckout, Standing, Ways } from '../../src/domain/billing/paying/paying.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { BillFacts } from '../paying/facts.tsx'
import { Payments } from '../paying/payments.tsx'
import { formatOf } from '../text/format.ts'
import { LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import type { Filled } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { OwnVouchers } from './payment/vouchers.tsx'
import { ByBank, ByCard } from './payment/ways.tsx'

interface Props {
  page: PageInfo
  standing: Standing
  ways: Ways
  filled: Filled
  /** Whether the payment provider sent the reader back. */
  returned: boolean
}

const Settled = ({ page, standing: { bill } }: Pick<Props, 'page' | 'standing'>) => {
  const text = page.text.paying
  const { status } = bill
  return (
    <Empty title={text.settled}>
      {status === 'void' || status === 'uncollectible' ? text.settledNote[status] : text.settledNote.paid}
    </Empty>
  )
}

/** How a bill is paid: what is owed, the ways that are set up, and what came so far. */
export const PaymentPage = ({ page, standing, ways, filled, returned }: Props) => {
  const text = page.text.paying
  const { number, owed, payments, vouchers } = standing
  const mayPay = page.reader?.may('billing.write') ?? false
  return (
    <MemberPage page={page} title={text.title(number)} place="billing">
      <h1>{text.title(number)}</h1>
      {returned && (
        <div class="mt-4 max-w-text">
          <Notice tone={owed === 0 ? 'good' : 'plain'}>{owed === 0 ? text.thanks : text.notYet}</Notice>
        </div>
      )}
      <div class="mt-5 max-w-text">
        <BillFacts page={page} standing={standing} />
        <p class="mt-3">
          <a class="text-sm text-accent hover:underline" href={href(site.bill, { id: standing.bill.id })}>
            {text.bill}
          </a>
        </p>
      </div>
      <div class="mt-9 max-w-text space-y-9">
        {owed === 0 && <Settled page={page} standing={standing} />}
        {owed > 0 && !ways.card && ways.bankDetails === '' && (
          <Empty title={text.none}>{text.noneNote(page.siteName, number)}</Empty>
        )}
        {owed > 0 && mayPay && ways.card && <ByCard page={page} standing={standing} />}
        {owed > 0 && mayPay && ways.bankDetails !== '' && (
          <ByBank page={page} standing={standing} details={ways.bankDetails} filled={filled} />
        )}
        {vouchers.length > 0 && <OwnVouchers page={page} vouchers={vouchers} number={number} />}
        <section aria-labelledby="payments-title">
          <h2 class="mb-3" id="payments-title">
            {text.payments.title}
          </h2>
          <Payments page={page} payments={payments} />
        </section>
      </div>
    </MemberPage>
  )
}

/** The way out to the payment provider: a link, since no form may lead to another site. */
export const CheckoutPage = ({
  page,
  billId,
  checkout,
}: {
  page: PageInfo
  billId: string
  checkout: OpenCheckout
}) => {
  const text = page.text.paying.card
  const amount = formatOf(page.locale).money(checkout.amountMinor, checkout.currency)
  return (
    <MemberPage page={page} title={text.onward} place="billing">
      <h1>{text.onward}</h1>
      <p class="mt-3 max-w-text text-ink-2">{text.onwardNote(amount)}</p>
      <p class="mt-6 flex flex-wrap gap-3">
        <LinkButton href={checkout.url}>{text.onward}</LinkButton>
        <LinkButton kind="plain" href={href(site.billPayment, { id: billId })}>
          {text.back}
        </LinkButton>
      </p>
    </MemberPage>
  )
}
