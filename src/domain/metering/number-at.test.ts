import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumberAt } from './number-at.ts'

const ENCODER = new TextEncoder()

/** What is found when the text comes in pieces of this size. */
function found(pointer: string, text: string, size = Number.POSITIVE_INFINITY): number | null {
  const bytes = ENCODER.encode(text)
  const number = new NumberAt(pointer)
  for (let i = 0; i < bytes.length; i += size) number.write(bytes.subarray(i, i + size))
  return number.value
}

const USAGE = '{"id":"x","choices":[{"usage":{"total_tokens":1}}],"usage":{"prompt_tokens":5,"total_tokens":42}}'

test.each([
  ['/usage/total_tokens', USAGE, 42],
  ['/usage/prompt_tokens', USAGE, 5],
  ['/choices/0/usage/total_tokens', USAGE, 1],
  ['/choices/1/usage/total_tokens', USAGE, null],
  ['/usage', USAGE, null],
  ['/total_tokens', USAGE, null],
  ['/1/0', '[[1],[2]]', 2],
  ['/a~1b/c~0d/', '{"a/b":{"c~d":{"":7}}}', 7],
  ['/用量', '{"用量":3}', 3],
  ['/a"b', '{"a\\"b":9}', 9],
  ['/用', '{"\\u7528":4}', 4],
  ['/a', '{"b":"\\"a\\":1,","a":2}', 2],
  ['/a', '{ "a" : 1e3 }', 1000],
  ['/a', '{"a":1}{"a":2}\n{"b":3}', 2],
  ['/a', '{"a":1,"b":', 1],
])('%s of %s', (pointer, text, credits) => {
  expect(found(pointer, text)).toBe(credits)
  expect(found(pointer, text, 1)).toBe(credits)
})

test.each(['-1', '1.5', '1e99', '1000000001', '"7"', 'null', 'true', '[7]', '{"n":7}', 'NaN', '0x10'])(
  'no cost is read from %s',
  (value) => {
    expect(found('/n', `{"n":${value}}`)).toBeNull()
    expect(found('/n', `{"n":${value},"m":1}`)).toBeNull()
  },
)

// What JSON.parse finds by the pointer's own rules.
function byParsing(text: string, tokens: string[]): number | null {
  let value: unknown = JSON.parse(text)
  for (const token of tokens) {
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined
    else
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, token) ? Reflect.get(value, token) : null
  }
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000_000
    ? (value as number)
    : null
}

/** Every way to a value inside. */
function waysIn(value: unknown, way: string[] = []): string[][] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [...(way.length > 0 ? [way] : []), ...inside.flatMap(([name, child]) => waysIn(child, [...way, name]))]
}

test('whatever the text and however it is cut, it finds what parsing the whole would', () => {
  const names = fc.constantFrom('a', 'b', '0', '1', 'a"b', 'a/b', 'ü', '\\')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      { weight: 4, arbitrary: fc.integer({ min: -2, max: 1_000_000_002 }) },
      fc.double(),
      fc.string({ maxLength: 5 }),
      fc.constantFrom('"a":1', '{', ']', null, true),
      { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
      { weight: 6, arbitrary: fc.dictionary(names, tie('value'), { minKeys: 1, maxKeys: 4 }) },
    ),
  }))
  const cases = fc.record({
    value,
    other: fc.array(names, { minLength: 1, maxLength: 4 }),
    pick: fc.nat(),
    size: fc.integer({ min: 1, max: 20 }),
    indent: fc.constantFrom(undefined, 2),
  })
  let hits = 0
  fc.assert(
    fc.property(cases, ({ value, other, pick, size, indent }) => {
      const text = JSON.stringify(value, null, indent)
      const ways = [other, ...waysIn(JSON.parse(text))]
      const tokens = ways[pick % ways.length] as string[]
      const expected = byParsing(text, tokens)
      if (expected !== null) hits += 1
      const pointer = tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
      expect(found(pointer, text, size)).toBe(expected)
    }),
    { numRuns: 2_000 },
  )
  expect(hits).toBeGreaterThan(200)
})

test('what is open when a text breaks off does not reach into the next', () => {
  const number = new NumberAt('/n')
  number.write(ENCODER.encode('{"deep":[{"n":"'))
  number.restart()
  number.write(ENCODER.encode('{"n":6}'))
  expect(number.value).toBe(6)
})
