import type { PageInfo } from '../page.ts'
import { Empty } from '../ui/empty.tsx'

/** An empty list: nothing matches, or nobody is there yet. */
export const NoneFound = ({ page, search }: { page: PageInfo; search: string }) => {
  const text = page.text.console
  return search === '' ? (
    <Empty title={text.noneYet}>{text.noneYetNote}</Empty>
  ) : (
    <Empty title={text.noneFound}>{text.noneFoundNote(search)}</Empty>
  )
}
