/**
 * Where to go after signing in, as a path of this site with its query; null for anything that leaves it. A path that
 * begins with two slashes names another host, so it is tried once more as the browser would read it.
 */
export function pathHere(text: string | undefined, origin: string): string | null {
  if (!text) return null
  const url = URL.parse(text, origin)
  if (url?.origin !== origin) return null
  const path = url.pathname + url.search
  return URL.parse(path, origin)?.origin === origin ? path : null
}
