import { describe, expect, test } from 'vitest'
import { hiding } from './hiding.ts'
import { readAnswer } from './trial-answer.ts'

const MASK = '••••'
const BARE = `canary/a"b&c<d>e'f+g\\h%2Fi=j k`
const SECRET = `Bearer ${BARE}`

const escaped = (text: string, by: Record<string, string>) => text.replace(/[&<>"'/+]/g, (char) => by[char] ?? char)
const HTML = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const json = (text: string) => JSON.stringify(text)
const url = encodeURIComponent
const lower = (text: string) => url(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())

const DRESSES: [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['in JSON', json],
  ['in JSON of PHP', (text) => json(text).replaceAll('/', '\\/')],
  ['in JSON of Go', (text) => escaped(json(text), { '&': '\\u0026', '<': '\\u003c', '>': '\\u003e' })],
  ['in JSON of .NET', (text) => escaped(json(text).replaceAll('\\"', '\\u0022'), { '<': '\\u003C', '+': '\\u002B' })],
  ['in HTML', (text) => escaped(text, HTML)],
  ['in HTML of Go', (text) => escaped(text, { ...HTML, '"': '&#34;', '+': '&#43;' })],
  ['in HTML of Python', (text) => escaped(text, { ...HTML, "'": '&#x27;' })],
  ['in HTML of PHP', (text) => escaped(text, { ...HTML, "'": '&#039;' })],
  ['in a URL', url],
  ['in a URL in lower case', lower],
  ['in a form', (text) => new URLSearchParams({ text }).toString()],
  ['in JSON in JSON', (text) => json(json(text))],
  ['in JSON in HTML', (text) => escaped(json(text), HTML)],
  ['in a URL in a URL', (text) => url(url(text))],
  ['in base64', btoa],
  ['in base64 in JSON of PHP', (text) => json(btoa(text)).replaceAll('/', '\\/')],
  ['in base64 of a URL', (text) => btoa(text).replaceAll('+', '-').replaceAll('/', '_')],
]

test.each(DRESSES)('a secret %s is hidden, whole or without its scheme, and what is none is not', (_, dress) => {
  const hide = hiding(SECRET, MASK)
  for (const text of [SECRET, BARE]) {
    const [before, after, ...more] = hide(`<${dress(text)}>`).split(MASK)
    const around = /^(<|text=|[\\"]|&quot;|=|>)*$/
    expect([before, after, more]).toEqual([expect.stringMatching(around), expect.stringMatching(around), []])
  }
  expect(hide(dress('Bearer canary'))).toBe(dress('Bearer canary'))
})

test('what is no secret stays as it is, and without a secret all does', () => {
  const text = 'Bearer, canary/a"b and ••'
  expect([hiding(SECRET, MASK)(text), hiding(null, MASK)(SECRET)]).toEqual([text, SECRET])
})

test('the longest secret there can be, of signs alone, is hidden in time', () => {
  const long = '/&'.repeat(2_048)
  expect(hiding(long, MASK)(`${'/&'.repeat(2_000)}x${escaped(url(long), HTML)}`)).toBe(`${'/&'.repeat(2_000)}x${MASK}`)
})

describe('of an answer that is cut', () => {
  const HUNDRED = Array.from({ length: 20 }, (_, i) => `${String.fromCharCode(97 + i)}/${i + 10}&`).join('')
  const parts = Array.from({ length: HUNDRED.length - 2 }, (_, i) => HUNDRED.slice(i, i + 3))
  const partsIn = (text: string | null) => parts.filter((part) => text?.includes(part))
  const read = (body: BodyInit, secret: string) =>
    readAnswer({ response: new Response(body), whole: null }, 'GET', 1, hiding(secret, MASK))

  test.each(['', 'x', 'x'.repeat(50)])(
    'no part of a secret is left at the end, however often it is sent (%#)',
    async (start) => {
      for (const dress of [String, url, lower]) {
        const { text, end } = await read(start + dress(HUNDRED).repeat(400), HUNDRED)
        expect([partsIn(text), end, text?.startsWith(start + MASK + MASK)]).toEqual([[], 'cut', true])
      }
    },
  )

  test.each([4, 50, 99])('also where the upstream breaks off in it, after %d characters', async (length) => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(`said: ${HUNDRED.slice(0, length)}`)),
      pull: (controller) => controller.error(new Error('gone')),
    })
    expect(await read(body, HUNDRED)).toMatchObject({ text: `said: ${MASK}`, end: 'broken' })
  })

  test('all is shown that is none', async () => {
    const body = 'y'.repeat(40_000)
    expect((await read(body, HUNDRED)).text).toBe('y'.repeat(16_384))
  })
})
