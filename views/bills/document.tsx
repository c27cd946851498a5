import type { WholeBill } from '../../src/domain/billing/bills.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Notice } from '../ui/notice.tsx'
import { type Behind, Lines } from './lines.tsx'
import { monthName, numberOf } from './names.ts'
import { Settlement } from './settlement.tsx'
import { BillState } from './status.tsx'
import { Sums } from './sums.tsx'

interface Props {
  page: PageInfo
  whole: WholeBill
  /** What stands below the service's name. */
  seller: string
  behind: Behind
  noted?: boolean
}

const Party = ({ title, name, lines }: { title: string; name: string; lines: string[] }) => (
  <div class="min-w-0 [overflow-wrap:anywhere]">
    <h2 class="text-xs font-medium tracking-normal text-ink-3">{title}</h2>
    <p class="mt-1 font-[550]">{name}</p>
    {lines.map((line) => (
      <p class="text-sm text-ink-2">{line}</p>
    ))}
  </div>
)

const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '')

/** A bill, as it is read, printed and kept. All of its dates are in UTC, whoever reads it. */
export const BillDocument = ({ page, whole, seller, behind, noted = false }: Props) => {
  const text = page.text.bills
  const { bill, account, lines, acts } = whole
  const format = formatOf(page.locale)
  const { details, issuedAt, dueAt, paidAt } = bill
  const buyer = details
    ? [...linesOf(details.address), ...(details.taxId === '' ? [] : [text.taxId(details.taxId)])]
    : []
  const facts = [
    [text.number, numberOf(page, bill)],
    [text.month, monthName(page, bill.period)],
    ...(issuedAt === null ? [] : [[text.issued, format.date(issuedAt)]]),
    ...(dueAt === null ? [] : [[text.due, format.date(dueAt)]]),
    ...(paidAt === null ? [] : [[text.paidOn, format.date(paidAt)]]),
  ]
  const last = acts.at(-1)
  return (
    <article class="max-w-4xl" data-testid="bill">
      {last && <Notice tone="plain">{page.text.bills.acts[last.act](format.date(last.at), last.reason)}</Notice>}
      <div class="mt-6 grid gap-x-10 gap-y-6 sm:grid-cols-[1fr_1fr_auto]">
        <Party title={text.from} name={page.siteName} lines={linesOf(seller)} />
        <Party title={text.to} name={details?.name || account.name || account.id} lines={buyer} />
        <dl class="text-sm">
          {facts.map(([name, value]) => (
            <div class="flex justify-between gap-6 py-0.5">
              <dt class="text-ink-3">{name}</dt>
              <dd class="text-right">{value}</dd>
            </div>
          ))}
          <div class="flex justify-between gap-6 py-0.5">
            <dt class="text-ink-3">{text.status}</dt>
            <dd>
              <BillState page={page} bill={bill} />
            </dd>
          </div>
        </dl>
      </div>
      <div class="mt-8">
        <Lines page={page} lines={lines} currency={bill.currency} behind={behind} />
        <Sums page={page} bill={bill} />
      </div>
      <Settlement page={page} whole={whole} noted={noted} />
      <footer class="whole mt-9 border-t border-line pt-3 text-xs text-ink-3">
        <p>
          {text.digest}: <code class="text-xs">{bill.digest}</code>
        </p>
        <p class="mt-1 max-w-text">
          {text.digestNote} {text.utc}
        </p>
      </footer>
    </article>
  )
}
