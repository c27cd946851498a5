import type { PageInfo } from '../../../page.ts'
import { formatOf } from '../../../text/format.ts'
import { Time } from '../../../ui/time.tsx'

/** A day, or how long ago where `never` says what stands there until then. */
export const When = ({ page, at, never }: { page: PageInfo; at: number | null; never?: string }) => {
  const format = formatOf(page.locale, page.timeZone)
  if (at === null) return <>{never}</>
  return (
    <Time page={page} at={at}>
      {never === undefined ? format.date(at) : format.relative(at, page.now)}
    </Time>
  )
}
