import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'

/** A search that is part of the address. */
export const Search = ({ page, action, search }: { page: PageInfo; action: string; search: string }) => {
  const text = page.text.console
  return (
    <search>
      <form class="flex flex-wrap items-center gap-3" method="get" action={action}>
        <input
          class="min-h-11 min-w-0 grow rounded border border-line-3 bg-sheet px-3 placeholder:text-ink-3 sm:min-h-9 sm:max-w-80"
          type="search"
          name="search"
          value={search}
          placeholder={text.searchAccounts}
          aria-label={`${text.search}: ${text.searchAccounts}`}
          maxlength={48}
        />
        <Button kind="plain">{text.find}</Button>
        {search !== '' && (
          <a class="text-sm text-accent hover:underline" href={action}>
            {text.clear}
          </a>
        )}
      </form>
    </search>
  )
}
