import { consolePages, href } from '../../src/app/routes.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Confirm } from '../ui/confirm.tsx'

/** Asks before days and totals are added up anew. */
export const RepairPage = ({ page }: { page: PageInfo }) => {
  const text = page.text.reconciliation.repair
  return (
    <ConsolePage page={page} title={text.title} place="reconciliation">
      <Confirm
        page={page}
        title={text.title}
        detail={text.detail}
        action={href(consolePages.repairing)}
        submit={text.submit}
        tone="primary"
        cancel={{ name: text.cancel, href: href(consolePages.reconciliation) }}
      />
    </ConsolePage>
  )
}
