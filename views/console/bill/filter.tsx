import type { BillStatus } from '../../../src/domain/billing/bill.ts'
import type { BillsFilter } from '../../../src/domain/billing/bills.ts'
import type { PageInfo } from '../../page.ts'
import { Button } from '../../ui/button.tsx'

interface Props {
  page: PageInfo
  at: string
  filter: BillsFilter
  isNarrowed: boolean
}

const LABEL = 'block min-w-0 text-sm font-[550] max-sm:w-full'
const INPUT =
  'mt-1.5 block min-h-11 w-full min-w-0 rounded border border-line-3 bg-sheet px-3 text-base font-normal placeholder:text-ink-3 sm:min-h-9'

/** Narrows the list of bills; what it is narrowed by is part of the address. */
export const BillFilter = ({ page, at, filter, isNarrowed }: Props) => {
  const text = page.text.bills
  const field = (name: 'number' | 'account' | 'month', label: string, placeholder: string, width: string) => (
    <label class={`${LABEL} ${width}`}>
      {label}
      <input
        class={INPUT}
        type="search"
        name={name}
        value={filter[name]}
        placeholder={placeholder}
        maxlength={100}
        autocomplete="off"
      />
    </label>
  )
  return (
    <search>
      <form class="flex flex-wrap items-end gap-3" method="get" action={at}>
        {field('number', text.number, 'TG-000042', 'sm:w-36')}
        {field('account', text.account, text.accountHint, 'sm:w-56')}
        {field('month', text.month, text.monthHint, 'sm:w-32')}
        <label class={LABEL}>
          {text.status}
          <select class={INPUT} name="status">
            <option value="">{text.all}</option>
            {(Object.keys(text.statuses) as BillStatus[]).map((one) => (
              <option value={one} selected={one === filter.status}>
                {text.statuses[one]}
              </option>
            ))}
          </select>
        </label>
        <Button kind="plain">{text.show}</Button>
        {isNarrowed && (
          <a class="inline-flex min-h-11 items-center text-sm text-accent hover:underline sm:min-h-9" href={at}>
            {text.showAll}
          </a>
        )}
      </form>
    </search>
  )
}
