import type { Child } from 'hono/jsx'
import type { StatedBill } from '../../src/domain/billing/bills.ts'
import type { PageInfo } from '../page.ts'
import { monthName, titleOf } from './names.ts'

const LINK =
  'inline-flex min-h-11 items-center rounded border border-line-3 bg-sheet px-3.5 text-base font-[550] hover:border-ink-3 hover:bg-wash sm:min-h-9'

interface Props {
  page: PageInfo
  bill: StatedBill
  back: { name: string; href: string }
  /** Where its file is. */
  file: string
  /** What else can be done, before the ways to take it along. */
  children?: Child
}

/** Above a bill: which it is, and what can be done with it. None of the latter is printed. */
export const BillHead = ({ page, bill, back, file, children }: Props) => {
  const text = page.text.bills
  return (
    <header>
      <p class="text-sm print:hidden">
        <a class="inline-flex min-h-11 items-center text-accent hover:underline sm:min-h-0" href={back.href}>
          ← {back.name}
        </a>
      </p>
      <h1 class="mt-1">{titleOf(page, bill)}</h1>
      <p class="text-ink-2">{monthName(page, bill.period)}</p>
      <div class="mt-4 flex flex-wrap gap-3 print:hidden">
        {children}
        <button type="button" class={`needs-script ${LINK}`} data-print>
          {text.print}
        </button>
        <a class={LINK} href={`${file}?format=csv`} aria-label={`${text.download}: ${text.csv}`} download>
          {text.csv}
        </a>
        <a class={LINK} href={`${file}?format=json`} aria-label={`${text.download}: ${text.json}`} download>
          {text.json}
        </a>
      </div>
    </header>
  )
}
