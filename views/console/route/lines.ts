import type { RouteOptions } from '../../../src/domain/routing/options.ts'

/** Options as the lines that they are typed in. */
export const rewriteLines = (rewrites: RouteOptions['rewrites']): string[] =>
  (rewrites ?? []).map(({ from, to }) => `${from} ${to || '/'}`)
export const priceLines = (prices: RouteOptions['creditsByMethod']): string[] =>
  Object.entries(prices ?? {}).map(([method, credits]) => `${method} ${credits}`)
export const headerLines = (headers: RouteOptions['setHeaders']): string[] =>
  Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`)

const KB = 1024
const MB = KB * KB

/** A size in the largest unit in which it is whole: 10 MB, 512 KB, 100 B. */
export function sizeShown(bytes: number, shown: (count: number) => string = String): string {
  if (bytes > 0 && bytes % MB === 0) return `${shown(bytes / MB)} MB`
  return bytes > 0 && bytes % KB === 0 ? `${shown(bytes / KB)} KB` : `${shown(bytes)} B`
}
