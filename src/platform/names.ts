/** The addresses of a host name; null when nobody could say. */
export type LookUp = (name: string) => Promise<string[] | null>

const RESOLVER = 'https://cloudflare-dns.com/dns-query'
const WITHIN_MS = 2_000
/** Record types of addresses: A and AAAA (RFC 1035, RFC 3596). */
const ADDRESSES: ReadonlySet<unknown> = new Set([1, 28])

async function ask(resolver: string, name: string, type: 'A' | 'AAAA'): Promise<string[]> {
  const answer = await fetch(`${resolver}?name=${encodeURIComponent(name)}&type=${type}`, {
    headers: { Accept: 'application/dns-json' },
    signal: AbortSignal.timeout(WITHIN_MS),
  })
  if (!answer.ok) throw new Error(`the resolver answered ${answer.status}`)
  const { Answer = [] } = (await answer.json()) as { Answer?: { type?: unknown; data?: unknown }[] }
  return Answer.flatMap(({ type, data }) => (ADDRESSES.has(type) && typeof data === 'string' ? [data] : []))
}

/**
 * Looks names up over HTTPS, since Workers have no resolver of their own.
 * https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 */
export const lookUpAt =
  (resolver = RESOLVER): LookUp =>
  async (name) => {
    try {
      return (await Promise.all([ask(resolver, name, 'A'), ask(resolver, name, 'AAAA')])).flat()
    } catch (error) {
      console.log(JSON.stringify({ event: 'name.unresolved', name, error: (error as Error).name }))
      return null
    }
  }
