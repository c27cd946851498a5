/** One page of a list: `next` continues it, null ends it. */
export interface Page<T> {
  items: T[]
  next: string | null
}
