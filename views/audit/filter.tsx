import type { AuditAction } from '../../src/domain/audit.ts'
import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'

interface Props {
  page: PageInfo
  /** Where the list is. */
  at: string
  action: AuditAction | ''
  actions: readonly AuditAction[]
  /** What else the list can be narrowed by. */
  fields?: { name: string; label: string; value: string }[]
}

const LABEL = 'block min-w-0 text-sm font-[550] max-sm:w-full'
const INPUT =
  'mt-1.5 block min-h-11 w-full min-w-0 rounded border border-line-3 bg-sheet px-3 text-base font-normal sm:min-h-9'

/** Narrows the log; what it is narrowed by is part of the address. */
export const AuditFilter = ({ page, at, action, actions, fields = [] }: Props) => {
  const text = page.text.audit
  const isNarrowed = action !== '' || fields.some((field) => field.value !== '')
  return (
    <search>
      <form class="flex flex-wrap items-end gap-3" method="get" action={at}>
        <label class={LABEL}>
          {text.what}
          <select class={INPUT} name="action">
            <option value="">{text.everything}</option>
            {actions.map((one) => (
              <option value={one} selected={one === action}>
                {text.actions[one]}
              </option>
            ))}
          </select>
        </label>
        {fields.map((field) => (
          <label class={`${LABEL} sm:w-44`}>
            {field.label}
            <input
              class={INPUT}
              type="search"
              name={field.name}
              value={field.value}
              maxlength={254}
              autocomplete="off"
            />
          </label>
        ))}
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
