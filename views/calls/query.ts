/** A path with what of a query says something. */
export function withQuery(path: string, query: Record<string, string>): string {
  const said = Object.entries(query).filter(([, value]) => value !== '')
  return said.length === 0 ? path : `${path}?${new URLSearchParams(said)}`
}
