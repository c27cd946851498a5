import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'

/** A moment in its reader's zone; in UTC for machines and on hover. */
export const Time = ({ page, at, children }: { page: PageInfo; at: number; children: string }) => (
  <time datetime={new Date(at).toISOString()} title={formatOf(page.locale).utc(at)}>
    {children}
  </time>
)
