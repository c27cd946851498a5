import { expect, test } from 'vitest'
import { creditReader } from './said-credits.ts'

const FROM = { pointer: '/usage/total' }

function read(contentType: string, text: string, size = Number.POSITIVE_INFINITY): number | null {
  const bytes = new TextEncoder().encode(text)
  const reader = creditReader(FROM, new Headers({ 'Content-Type': contentType }))
  for (let i = 0; i < bytes.length; i += size) reader?.look?.(bytes.subarray(i, i + size))
  return reader?.value ?? null
}

test.each([
  ['data: {"usage":{"total":1}}\n\ndata: {"usage":null}\n\ndata: {"usage":{"total":12}}\n\ndata: [DONE]\n\n', 12],
  ['event: x\r\nid: 1\r\ndata:{"usage":\r\ndata:{"total":3}}\r\n\r\ndata: [DONE]\r\n\r\n', 3],
  ['data: {"usage":{"total":4}}\r\rdata: {"broken\r\rdata: {"usage":{"total":5}}\r\r', 5],
  ['data: {"usage":{"total":6}}', 6],
  [': {"usage":{"total":7}}\n\ndatum: {"usage":{"total":7}}\n\n', null],
  ['{"usage":{"total":7}}\n\n', null],
  ['data: {"usage":{"total":8}}\n\nevent: data: {"usage":{"total":9}}\n\n', 8],
])('the last event that says it counts: %j', (text, credits) => {
  expect(read('text/event-stream; charset=utf-8', text)).toBe(credits)
  for (const size of [1, 2, 3, 7]) expect(read('text/event-stream', text, size)).toBe(credits)
})

test('any other body is JSON', () => {
  expect(read('application/json', '{"usage":{"total":10}}')).toBe(10)
  expect(read('application/x-ndjson', '{"usage":{"total":1}}\n{"usage":{"total":2}}\n{}\n')).toBe(2)
})

test('nobody reads an answer that says nothing of the price', () => {
  expect(creditReader(undefined, new Headers())).toBeNull()
})

test.each([
  ['0', 0],
  ['17', 17],
  ['', null],
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['1000000000', 1_000_000_000],
  ['1000000001', null],
  ['3, 4', null],
  [null, null],
])('a header %j says %j', (said, credits) => {
  const headers = new Headers(said === null ? {} : { 'X-Credits-Used': said })
  expect(creditReader({ header: 'x-credits-used' }, headers)).toEqual({ value: credits })
})
