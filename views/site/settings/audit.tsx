import { href, site } from '../../../src/app/routes.ts'
import type { AuditAction, AuditEntry, AuditRequest } from '../../../src/domain/audit.ts'
import type { Page } from '../../../src/domain/page.ts'
import { AuditFilter } from '../../audit/filter.tsx'
import { NoEvents } from '../../audit/none.tsx'
import { AuditTable } from '../../audit/table.tsx'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import { Pager } from '../../ui/pager.tsx'

interface Props {
  page: PageInfo
  list: Page<AuditEntry>
  request: AuditRequest
  /** What an account's log may hold. */
  actions: readonly AuditAction[]
}

/** What was done in the account, and by whom. */
export const AuditPage = ({ page, list, request, actions }: Props) => {
  const text = page.text.audit
  const { action, cursor } = request
  const at = href(site.audit)
  return (
    <SettingsPage page={page} title={text.title} place="audit">
      <h2>{text.title}</h2>
      <p class="mt-1 max-w-text text-sm text-ink-2">{text.lead}</p>
      <div class="my-5">
        <AuditFilter page={page} at={at} action={action} actions={actions} />
      </div>
      {list.items.length === 0 ? (
        <NoEvents page={page} narrowed={action !== ''} />
      ) : (
        <AuditTable page={page} entries={list.items} />
      )}
      <Pager page={page} action={at} query={{ action }} cursor={cursor} next={list.next} />
    </SettingsPage>
  )
}
