import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cell, line } from './csv.ts'

/** The cells of one line, as RFC 4180 reads it. */
function parse(text: string): string[] {
  const cells = `,${text.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/gy)
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}
const texts = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\0', "'", '"', ','), fc.string())
      .map(([a, b]) => a + b),
  ),
  { minLength: 1 },
)

test('every cell comes back as it was, but for the quote before what a spreadsheet would run', () => {
  fc.assert(
    fc.property(texts, (cells) => {
      const read = parse(line(cells))
      expect(read).toHaveLength(cells.length)
      for (const [i, text] of cells.entries()) expect([text, `'${text}`]).toContain(read[i])
    }),
  )
})

test('no cell begins with what makes a formula', () => {
  fc.assert(
    fc.property(texts, (cells) => {
      for (const text of parse(line(cells))) expect(text).not.toMatch(/^[=+\-@\t\r\n\0]/)
    }),
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\0=1'])('%j is made text', (text) => {
  expect(parse(line([text]))).toEqual([`'${text}`])
})

test('a text that runs nothing and a number stay as they are, also a negative one', () => {
  expect([cell('billing, production'), cell('a "b"'), cell(-1), cell(null)]).toEqual([
    '"billing, production"',
    '"a ""b"""',
    '-1',
    '',
  ])
})
