import { consolePages, href } from '../../src/app/routes.ts'
import type { ExplainedCall } from '../../src/domain/calls/calls.ts'
import type { AccountRow } from '../../src/domain/operating/operating.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Field, type Filled } from '../ui/field.tsx'

/** Asks for the reason before a call's credits are given back. */
export const CallRefundPage = ({ page, call, filled }: { page: PageInfo; call: ExplainedCall; filled: Filled }) => {
  const text = page.text.closing.refund
  const { id, accountId, credits } = call
  const query = `?account=${accountId}`
  return (
    <ConsolePage page={page} title={text.title} place="calls">
      <Confirm
        page={page}
        title={text.title}
        detail={text.detail(formatOf(page.locale, page.timeZone).number(credits), credits)}
        action={href(consolePages.callRefunding, { request_id: id }) + query}
        submit={text.submit}
        tone="primary"
        cancel={{ name: text.cancel, href: href(consolePages.call, { request_id: id }) + query }}
      >
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
      </Confirm>
    </ConsolePage>
  )
}

/** Asks how much an account is given, and why. */
export const AccountCreditPage = ({
  page,
  account,
  filled,
}: {
  page: PageInfo
  account: AccountRow
  filled: Filled
}) => {
  const text = page.text.closing.credit
  const { id, name, plan } = account
  return (
    <ConsolePage page={page} title={text.title(name)} place="accounts">
      <Confirm
        page={page}
        title={text.title(name)}
        detail={text.detail}
        action={href(consolePages.accountCrediting, { id })}
        once
        submit={text.submit}
        tone="primary"
        cancel={{ name: text.cancel, href: href(consolePages.accounts) }}
      >
        <Field
          page={page}
          filled={filled}
          name="amount"
          label={text.amount(plan.currency)}
          placeholder="10.00"
          maxlength={20}
          autocomplete="off"
          required
          mono
        />
        <Field
          page={page}
          filled={filled}
          name="reason"
          label={text.reason}
          hint={text.reasonHint}
          maxlength={200}
          autocomplete="off"
          class="mt-4"
          required
        />
      </Confirm>
    </ConsolePage>
  )
}
