/** The path of a URL as it was sent: nothing in it is decoded. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const query = url.indexOf('?', start)
  return query < 0 ? url.slice(start) : url.slice(start, query)
}

const SEVERAL_READINGS = /[%\\;]|\/\/|\/\.{1,2}(\/|$)/
const DECODED_TIMES = 3

/**
 * How a server would read a path that decodes, merges and resolves whatever any server does: percent-encodings, also of
 * themselves, backslashes, parameters of segments, control characters, empty segments, dots. Null when that changes nothing.
 */
export function boldestReading(path: string): string | null {
  if (!SEVERAL_READINGS.test(path)) return null
  let read = path
  for (let times = 0; times < DECODED_TIMES; times++)
    read = read.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
  const segments: string[] = []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what URL parsers drop.
  for (const segment of read.replace(/[\x00-\x1f]/g, '').split(/[/\\]/)) {
    const name = segment.split(';', 1)[0] as string
    if (name === '..') segments.pop()
    else if (name !== '.' && name !== '') segments.push(name)
  }
  return `/${segments.join('/')}`
}
