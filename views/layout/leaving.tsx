import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'

/** On every page of an account that is to be erased: when, and for owners the way back. */
export const Leaving = ({ page }: { page: PageInfo }) => {
  const { deletionDueAt, isOwner } = page.reader ?? { deletionDueAt: null, isOwner: false }
  if (deletionDueAt === null) return null
  const text = page.text.deletion
  return (
    <Notice tone="bad">
      <b>
        <Time page={page} at={deletionDueAt}>
          {text.due(formatOf(page.locale, page.timeZone).moment(deletionDueAt))}
        </Time>
      </b>{' '}
      {text.dueNote}{' '}
      {isOwner && (
        <a class="font-[550] whitespace-nowrap text-accent underline" href={href(site.deletion)}>
          {text.way}
        </a>
      )}
    </Notice>
  )
}
