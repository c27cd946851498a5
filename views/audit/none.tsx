import type { PageInfo } from '../page.ts'
import { Empty } from '../ui/empty.tsx'

/** A log without events: nothing fits, or nothing was recorded yet. */
export const NoEvents = ({ page, narrowed }: { page: PageInfo; narrowed: boolean }) => {
  const text = page.text.audit
  return narrowed ? (
    <Empty title={text.noneFound}>{text.noneFoundNote}</Empty>
  ) : (
    <Empty title={text.none}>{text.noneNote}</Empty>
  )
}
