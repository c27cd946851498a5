/** A shorter word is no secret, and would be hidden in all places. */
const SHORTEST_BARE = 4
const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

const code = (char: string) => char.charCodeAt(0)
const hex = (char: string) => code(char).toString(16).padStart(2, '0')
/** Writes each sign, of ASCII as all of a header's value, in another way. */
const signs = (write: (char: string) => string) => (text: string) => text.replace(/[^A-Za-z0-9]/g, write)

/** How a text is written in JSON, in HTML and in a URL, by whichever library. */
const DRESSES: ((text: string) => string)[] = [
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => text.replaceAll('/', '\\/'),
  signs((char) => `\\u00${hex(char)}`),
  signs((char) => `\\u00${hex(char).toUpperCase()}`),
  signs((char) => NAMED[char] ?? char),
  signs((char) => `&#${code(char)};`),
  signs((char) => `&#${String(code(char)).padStart(3, '0')};`),
  signs((char) => `&#x${hex(char)};`),
  signs((char) => `&#x${hex(char).toUpperCase()};`),
  signs((char) => `%${hex(char)}`),
  signs((char) => `%${hex(char).toUpperCase()}`),
  (text) => text.replaceAll(' ', '+'),
]
const dressed = (texts: string[]) => [
  ...new Set([...texts, ...texts.flatMap((text) => DRESSES.map((dress) => dress(text)))]),
]

/** A word character by character: how each may be written, once or within another text that is written so. */
type Word = string[][]

function wordOf(text: string, known: Map<string, string[]>): Word {
  return [...text].map((char) => {
    const ways = known.get(char) ?? dressed(dressed([char]))
    known.set(char, ways)
    return ways
  })
}

/** Where a word that begins in a text ends there; null where it does not. `open`: the text is over before the word is. */
function endOf(word: Word, text: string, at: number): number | 'open' | null {
  let ends = [at]
  let isOpen = false
  for (const ways of word) {
    const next = new Set<number>()
    for (const end of ends) {
      for (const way of ways) {
        if (text.startsWith(way, end)) next.add(end + way.length)
        else isOpen ||= end + way.length > text.length && way.startsWith(text.slice(end))
      }
    }
    if (next.size === 0) return isOpen ? 'open' : null
    ends = [...next]
  }
  return Math.max(...ends)
}

/**
 * Takes a secret's value out of texts, in whatever dress an upstream may send it back: without its scheme, in JSON, HTML or a
 * URL, also one within the other, or in base64. Of a text that was cut off its beginning at the end goes, too.
 */
export function hiding(secret: string | null, mask: string): (text: string, isCut?: boolean) => string {
  if (secret === null) return (text) => text
  const bare = /^\S+ +(\S.*)$/.exec(secret)?.[1]
  const values = [secret, ...(bare && bare.length >= SHORTEST_BARE ? [bare] : [])]
  const encoded = values.map((value) => btoa(value).replace(/=+$/, ''))
  const safe = encoded.map((value) => value.replaceAll('+', '-').replaceAll('/', '_'))
  const known = new Map<string, string[]>()
  const words = [...values, ...encoded, ...safe].map((value) => wordOf(value, known))
  const first = new Set(words.flatMap(([ways = []]) => ways.map((way) => way[0])))
  return (text, isCut = false) => {
    let shown = ''
    for (let at = 0; at < text.length; ) {
      const found = first.has(text[at]) ? words.map((word) => endOf(word, text, at)) : []
      const end = Math.max(...found.map((one) => (typeof one === 'number' ? one : at)), at)
      if (end === at && isCut && found.includes('open')) return shown + mask
      shown += end > at ? mask : text[at]
      at = end > at ? end : at + 1
    }
    return shown
  }
}
