import { consolePages, href } from '../../src/app/routes.ts'
import type { NamedLine, WholeBill } from '../../src/domain/billing/bills.ts'
import { BillDocument } from '../bills/document.tsx'
import { BillHead } from '../bills/head.tsx'
import type { Behind } from '../bills/lines.tsx'
import { titleOf } from '../bills/names.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'

interface Props {
  page: PageInfo
  whole: WholeBill
  seller: string
}

/** The account's calls in the time of a line, as long as they are kept. */
const callsBehind = (page: PageInfo, accountId: string): Behind => {
  const { calls: name, callsOf: label } = page.text.bills
  return ({ detail, startsAt, endsAt }: NamedLine) => {
    if (!('tier' in detail || 'priceMinor' in detail)) return null
    const time = (at: number) => new Date(at).toISOString()
    const query = new URLSearchParams({ account: accountId, since: time(startsAt), until: time(endsAt) })
    return { href: `${href(consolePages.calls)}?${query}`, name, label }
  }
}

/** What operators do to a bill; each but the last asks first. */
const Acts = ({ page, whole: { bill } }: Pick<Props, 'page' | 'whole'>) => {
  const text = page.text.bills.act
  const { id, status } = bill
  return (
    <>
      {status !== 'draft' && (
        <LinkButton kind="plain" href={href(consolePages.billPayment, { id })}>
          {page.text.paying.payments.title}
        </LinkButton>
      )}
      {bill.creditableMinor > 0 && (
        <LinkButton kind="plain" href={href(consolePages.billCredit, { id })}>
          {text.credit}
        </LinkButton>
      )}
      {status === 'open' && (
        <LinkButton kind="plain" href={href(consolePages.billUncollectible, { id })}>
          {text.giveUp}
        </LinkButton>
      )}
      {bill.isVoidable && (
        <LinkButton kind="danger" href={href(consolePages.billVoid, { id })}>
          {text.void}
        </LinkButton>
      )}
      {status === 'uncollectible' && (
        <Form page={page} action={href(consolePages.billReopening, { id })}>
          <Button kind="plain">{text.reopen}</Button>
        </Form>
      )}
    </>
  )
}

/** One bill of whichever account, and what can be done about it. */
export const ConsoleBillPage = ({ page, whole, seller }: Props) => {
  const { bill } = whole
  return (
    <ConsolePage page={page} title={titleOf(page, bill)} place="bills">
      <BillHead
        page={page}
        bill={bill}
        back={{ name: page.text.bills.title, href: href(consolePages.bills) }}
        file={href(consolePages.billDownload, { id: bill.id })}
      >
        <Acts page={page} whole={whole} />
      </BillHead>
      <BillDocument page={page} whole={whole} seller={seller} behind={callsBehind(page, bill.accountId)} noted />
    </ConsolePage>
  )
}
