/** Larger answers are passed on and not kept, bytes. */
export const SHARED_MOST_BYTES = 1024 * 1024

// What asks for a part, or for an answer that one reader does not have yet.
const OWN = ['range', 'if-range', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since']
const NOT_TO_KEEP = /(^|[\s,])(no-store|no-cache|private)\b/i
/** These are the same for every shared call, or are not passed on. */
const VARIES_NOT_HERE = /^(accept|accept-encoding|origin|user-agent)$/i
/** Encodings that are undone on the way here; of others the bytes would be kept without what they are. */
const UNDONE = /^(gzip|br)$/i

/**
 * Whether a call may be answered with what another account's call was answered: a GET that asks for the whole and shows
 * the upstream no credentials of its own.
 */
export const mayShare = (method: string, headers: Headers): boolean =>
  method === 'GET' &&
  /^(bearer |$)/i.test(headers.get('authorization') ?? '') &&
  !OWN.some((name) => headers.has(name)) &&
  !headers.has('upgrade')

/**
 * For how many seconds an answer may be given to other accounts too, `most` at most: only a whole and successful one that is not
 * said to be for one reader alone, and no longer than it says itself. 0 for not at all.
 */
export function sharedSeconds(status: number, headers: Headers, most: number): number {
  const caching = headers.get('cache-control') ?? ''
  if (status !== 200 || headers.has('set-cookie') || NOT_TO_KEEP.test(caching)) return 0
  if (caching === '' && /no-cache/i.test(headers.get('pragma') ?? '')) return 0
  const encoding = headers.get('content-encoding')
  if (encoding !== null && !UNDONE.test(encoding)) return 0
  const vary = headers.get('vary')?.split(',') ?? []
  if (!vary.every((name) => VARIES_NOT_HERE.test(name.trim()))) return 0
  const said = /s-maxage="?(\d+)/i.exec(caching) ?? /max-age="?(\d+)/i.exec(caching)
  return said ? Math.min(most, Number(said[1])) : most
}

/** All that the upstream learns of a call whose answer others get too: nothing of who asks, so that none of it is in there. */
export const sharedRequestHeaders = (): Record<string, string> => ({ accept: '*/*' })
