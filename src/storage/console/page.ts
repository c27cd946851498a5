import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import type { Page, PageRequest } from '../../domain/operating/operating.ts'

/** Whether a column holds a text, in whatever case. D1 ends LIKE patterns at 50 bytes; instr has no wildcards to escape. */
export const holds = (column: AnyColumn, text: string): SQL => sql`instr(lower(${column}), lower(${text})) > 0`

/** One page of rows that were read with one more than the limit. Ids sort by time, so the last one continues the list. */
export function pageOf<T extends { id: string }>(rows: T[], { limit }: PageRequest): Page<T> {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
