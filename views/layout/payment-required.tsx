import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { Notice } from '../ui/notice.tsx'

/** On every page of an account whose calls an overdue bill keeps out; who may read its bills is led to them. */
export const PaymentRequired = ({ page }: { page: PageInfo }) => {
  if (!page.reader?.paymentRequired) return null
  const { shell } = page.text
  const reads = page.reader.may('billing.read')
  return (
    <Notice tone="bad">
      <b>{shell.paymentRequired}</b> {reads ? shell.paymentRequiredDetail : shell.paymentRequiredByOthers}{' '}
      {reads && (
        <a class="font-[550] whitespace-nowrap text-accent underline" href={`${href(site.bills)}?status=open`}>
          {shell.paymentRequiredWay}
        </a>
      )}
    </Notice>
  )
}
