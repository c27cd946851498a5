/** Larger answers are passed on and not kept, bytes. */
export const SHARED_MOST_BYTES = 1024 * 1024

// What asks for a part, or for an answer that one reader does not have yet.
const OWN = ['range', 'if-range', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since']
const NOT_TO_KEEP = /(^|[\s,])(no-store|no-cache|private)\b/i
const VARIES_NOT_HERE = /^(accept-encoding|origin)$/i
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

/** Whether an answer may be given to other accounts too: whole, successful, and not said to be for one reader alone. */
export function mayKeep(status: number, headers: Headers): boolean {
  if (status !== 200 || headers.has('set-cookie') || NOT_TO_KEEP.test(headers.get('cache-control') ?? '')) return false
  const encoding = headers.get('content-encoding')
  if (encoding !== null && !UNDONE.test(encoding)) return false
  const vary = headers.get('vary')?.split(',') ?? []
  return vary.every((name) => VARIES_NOT_HERE.test(name.trim()))
}
