import type { HeaderRecord } from './headers.ts'

/** What a route does besides passing calls on. What is left out is not done. */
export interface RouteOptions {
  /** Credits a call by method, in place of the route's own. */
  creditsByMethod?: Record<string, number>
  /**
   * Where the upstream's answer says what the call costs in the end: a header, in lower case, or a JSON pointer (RFC 6901)
   * into its body. The price by route or method is then what is held until it is known, and what counts when it never is.
   */
  creditsFrom?: { header: string } | { pointer: string }
  /** Of the path behind the route's: the first whose `from` fits by whole segments is replaced by its `to`. */
  rewrites?: { from: string; to: string }[]
  /** Headers that the upstream gets, whatever the client sent; names in lower case. */
  setHeaders?: HeaderRecord
  /** Headers of the client's that the upstream does not get; names in lower case. */
  removeHeaders?: string[]
  /** Origins whose pages may read answers; without it every page may: the key is the permission. */
  corsOrigins?: string[]
  /** How often a call without consequences is sent again when the upstream is away: at most 3. */
  retries?: number
  /** After so many failures in a row calls are refused at once, for so many seconds. */
  circuit?: { failures: number; seconds: number }
  /** For so many seconds an answer to GET is given to whoever asks for the same, whichever account it came for. */
  cacheSeconds?: number
  /** The upstream's own secret. Its value is sealed, and opens where the call is passed on alone. */
  secret?: { header: string; sealed: string }
}

/** What a call of this method costs. */
export const creditsOf = (route: { credits: number; options: RouteOptions }, method: string): number =>
  route.options.creditsByMethod?.[method] ?? route.credits

/** A path behind its route's, as the upstream knows it. */
export function rewritten(path: string, rewrites: RouteOptions['rewrites']): string {
  for (const { from, to } of rewrites ?? []) {
    if (path === from || path.startsWith(`${from}/`)) return to + path.slice(from.length)
  }
  return path
}

/** The headers of a call with what its route sets and removes. */
export function withRouteHeaders(headers: HeaderRecord, options: RouteOptions, secret: string | null): HeaderRecord {
  const { creditsFrom } = options
  const priced = creditsFrom && 'header' in creditsFrom ? creditsFrom.header : null
  if (!options.removeHeaders && !options.setHeaders && !options.secret && !priced) return headers
  const changed = { ...headers }
  // An upstream that sends it back must not say the client's price.
  if (priced) delete changed[priced]
  for (const name of options.removeHeaders ?? []) delete changed[name]
  Object.assign(changed, options.setHeaders)
  if (options.secret && secret !== null) changed[options.secret.header] = secret
  return changed
}

/** What an upstream's secret is sealed for: no other route's can be put in its place. */
export const sealedForRoute = (id: string): string => `upstream\n${id}`
