import { href, site } from '../../src/app/routes.ts'
import type { WholeBill } from '../../src/domain/billing/bills.ts'
import { BillDocument } from '../bills/document.tsx'
import { BillHead } from '../bills/head.tsx'
import { usageBehind } from '../bills/line.ts'
import { paymentOf, titleOf } from '../bills/names.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'

/** One bill of the reader's account. */
export const BillPage = ({ page, whole, seller }: { page: PageInfo; whole: WholeBill; seller: string }) => {
  const text = page.text.bills
  const { bill } = whole
  return (
    <MemberPage page={page} title={titleOf(page, bill)} place="billing">
      <BillHead
        page={page}
        bill={bill}
        back={{ name: text.title, href: href(site.bills) }}
        file={href(site.billDownload, { id: bill.id })}
      >
        {bill.outstandingMinor > 0 && page.reader?.may('billing.write') && (
          <LinkButton href={paymentOf(bill.id)}>{text.pay}</LinkButton>
        )}
      </BillHead>
      <BillDocument
        page={page}
        whole={whole}
        seller={seller}
        behind={(line) => {
          const to = usageBehind(line)
          return to === null ? null : { href: to, name: text.usage, label: text.usageOf }
        }}
      />
    </MemberPage>
  )
}
