import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { Form } from '../ui/form.tsx'

/** Beside each other where there is room for both. */
const Current = ({ name, role }: { name: string; role: string }) => (
  <span class="flex min-w-0 items-baseline gap-2 lg:block">
    <span class="block min-w-0 truncate font-[550]" title={name}>
      {name}
    </span>{' '}
    <span class="block shrink-0 text-xs text-ink-3">{role}</span>
  </span>
)

/** The account that the page is about and the reader's role in it; with more than one, the way to the others. */
export const AccountSwitcher = ({ page }: { page: PageInfo }) => {
  const { reader, text } = page
  if (!reader) return null
  const { roles } = text.team
  const others = reader.accounts.filter((one) => one.id !== reader.accountId)
  const current = <Current name={reader.accountName} role={roles[reader.role]} />
  if (others.length === 0) {
    return <p class="text-sm max-lg:mt-1 lg:mt-3 lg:px-2">{current}</p>
  }
  return (
    <details class="relative text-sm max-lg:mt-1 lg:mt-3">
      <summary class="flex min-h-11 items-center gap-2 rounded border border-line-2 bg-sheet px-2 hover:border-line-3 sm:max-w-72 lg:py-1.5 [&::-webkit-details-marker]:hidden">
        <span class="sr-only">{text.shell.switchAccount}:</span> {current}
        <svg class="ml-auto size-3 shrink-0 fill-none stroke-ink-3 stroke-2" viewBox="0 0 12 12" aria-hidden="true">
          <path d="m2 4 4 4 4-4" />
        </svg>
      </summary>
      <Form
        page={page}
        action={href(site.accountSwitch)}
        label={text.shell.switchAccount}
        class="absolute inset-x-0 z-10 mt-1 max-h-80 overflow-y-auto rounded border border-line-3 bg-sheet py-1 sm:right-auto sm:w-72"
      >
        {others.map((one) => (
          <button
            type="submit"
            name="account_id"
            value={one.id}
            class="flex min-h-11 w-full items-center justify-between gap-2 px-3 text-left -outline-offset-2 hover:bg-wash lg:min-h-9"
          >
            <span class="min-w-0 truncate font-[550]" title={one.name}>
              {one.name}
            </span>{' '}
            <span class="shrink-0 text-xs text-ink-3">{roles[one.role]}</span>
          </button>
        ))}
      </Form>
    </details>
  )
}
