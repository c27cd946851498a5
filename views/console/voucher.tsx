import { consolePages, href } from '../../src/app/routes.ts'
import type { Standing } from '../../src/domain/billing/paying/paying.ts'
import type { VoucherRow } from '../../src/domain/billing/paying/store.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { VoucherStanding } from '../paying/state.tsx'
import { formatOf } from '../text/format.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { Field, type Filled } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'

interface Props {
  page: PageInfo
  voucher: VoucherRow
  standing: Standing
  filled: Filled
}

const Approval = ({ page, voucher, standing: { bill, owed, owedText }, filled }: Props) => {
  const text = page.text.paying.review
  return (
    <section aria-labelledby="approve-title">
      <h2 id="approve-title">{text.approve}</h2>
      <p class="mt-1 mb-4 text-sm text-ink-2">{text.approveNote}</p>
      <Form page={page} action={href(consolePages.voucherApproval, { id: voucher.id })} label={text.approve} once>
        <div class="grid gap-4 sm:grid-cols-2">
          <Field
            page={page}
            filled={filled}
            name="amount"
            label={`${text.amount} (${bill.currency})`}
            hint={text.amountHint(formatOf(page.locale).money(owed, bill.currency))}
            value={owedText}
            maxlength={20}
            autocomplete="off"
            required
          />
          <Field
            page={page}
            filled={filled}
            name="date"
            type="date"
            label={text.date}
            value={new Date(page.now).toISOString().slice(0, 10)}
            required
          />
        </div>
        <div class="mt-4">
          <Button>{text.approveSubmit}</Button>
        </div>
      </Form>
    </section>
  )
}

const Refusal = ({ page, voucher, filled }: Omit<Props, 'standing'>) => {
  const text = page.text.paying.review
  return (
    <section aria-labelledby="refuse-title">
      <h2 id="refuse-title">{text.refuse}</h2>
      <p class="mt-1 mb-4 text-sm text-ink-2">{text.refuseNote}</p>
      <Form page={page} action={href(consolePages.voucherRefusal, { id: voucher.id })} label={text.refuse}>
        <Field
          page={page}
          filled={filled}
          name="reason"
          label={text.reason}
          maxlength={200}
          autocomplete="off"
          required
        />
        <div class="mt-4">
          <Button kind="danger">{text.refuseSubmit}</Button>
        </div>
      </Form>
    </section>
  )
}

/** One voucher, to be compared with what the bank shows. */
export const VoucherPage = (props: Props) => {
  const { page, voucher, standing } = props
  const { vouchers, review: text } = page.text.paying
  const format = formatOf(page.locale, page.timeZone)
  const { bill, owed, number } = standing
  return (
    <ConsolePage page={page} title={text.title(number)} place="vouchers">
      <h1>{text.title(number)}</h1>
      <p class="mt-1 max-w-text text-ink-2">{text.lead}</p>
      <div class="mt-5 max-w-text">
        <Facts
          facts={[
            [vouchers.account, voucher.accountName],
            [
              vouchers.bill,
              <a
                class="text-accent underline underline-offset-2"
                href={href(consolePages.billPayment, { id: bill.id })}
              >
                {number}
              </a>,
            ],
            [text.owed, format.money(owed, bill.currency)],
            [vouchers.state, <VoucherStanding page={page} state={voucher.state} />],
            ...(voucher.reason === null ? [] : [[text.why, voucher.reason] as [string, string]]),
            [
              vouchers.uploaded(format.zone),
              <Time page={page} at={voucher.uploadedAt}>
                {`${format.date(voucher.uploadedAt)} ${format.hour(voucher.uploadedAt)}`}
              </Time>,
            ],
            [vouchers.file, `${voucher.type}, ${format.bytes(voucher.bytes)}`],
            [text.sha256, <span class="font-mono text-xs">{voucher.digest}</span>],
          ]}
          wide
        />
        <p class="mt-5">
          <LinkButton
            kind="plain"
            href={href(consolePages.voucherFile, { id: voucher.id })}
            label={vouchers.downloadOf(number)}
          >
            {vouchers.download}
          </LinkButton>
        </p>
        {voucher.state === 'pending' && (
          <div class="mt-9 space-y-9">
            {owed > 0 ? <Approval {...props} /> : <Notice tone="plain">{text.notOpen}</Notice>}
            <Refusal {...props} />
          </div>
        )}
      </div>
    </ConsolePage>
  )
}
