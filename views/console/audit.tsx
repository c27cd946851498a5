import { consolePages, href } from '../../src/app/routes.ts'
import type { AuditAction, AuditEntry, AuditSearch } from '../../src/domain/audit.ts'
import type { Page } from '../../src/domain/page.ts'
import { AuditFilter } from '../audit/filter.tsx'
import { NoEvents } from '../audit/none.tsx'
import { AuditTable, type Narrow } from '../audit/table.tsx'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Pager } from '../ui/pager.tsx'

interface Props {
  page: PageInfo
  list: Page<AuditEntry>
  search: AuditSearch
  actions: readonly AuditAction[]
}

/** Everything that was recorded. */
export const ConsoleAuditPage = ({ page, list, search, actions }: Props) => {
  const text = page.text.audit
  const { action, actor, account, target, cursor } = search
  const at = href(consolePages.audit)
  const narrow: Narrow = (by, id) => `${at}?${new URLSearchParams({ [by]: id })}`
  const fields = [
    { name: 'actor', label: text.who, value: actor },
    { name: 'account', label: text.account, value: account },
    { name: 'target', label: text.target, value: target },
  ]
  const query = { action, actor, account, target }
  return (
    <ConsolePage page={page} title={text.title} place="audit">
      <h1>{text.title}</h1>
      <p class="mt-1 max-w-text text-ink-2">{text.consoleLead}</p>
      <div class="my-5">
        <AuditFilter page={page} at={at} action={action} actions={actions} fields={fields} />
      </div>
      {list.items.length === 0 ? (
        <NoEvents page={page} narrowed={Object.values(query).some((value) => value !== '')} />
      ) : (
        <AuditTable page={page} entries={list.items} narrow={narrow} />
      )}
      <Pager page={page} action={at} query={query} cursor={cursor} next={list.next} />
    </ConsolePage>
  )
}
