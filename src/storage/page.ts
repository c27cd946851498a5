import type { Page } from '../domain/page.ts'

/** One page of rows that were read with one more than the limit; the last one's id continues the list. */
export function pageOf<T extends { id: string }>(rows: T[], { limit }: { limit: number }): Page<T> {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
