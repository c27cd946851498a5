import { expect, test } from 'vitest'
import { streamed } from './streamed.ts'

/** Pieces that say how many of them were made, and whether they were ended. */
function pieces(count: number) {
  const made = { count: 0, isOver: false }
  async function* make() {
    try {
      for (let i = 0; i < count; i++) {
        made.count += 1
        yield `piece ${i}\n`
      }
    } finally {
      made.isOver = true
    }
  }
  return { made, stream: streamed(make()) }
}

test('the body is its pieces', async () => {
  expect(await new Response(pieces(3).stream).text()).toBe('piece 0\npiece 1\npiece 2\n')
})

test('a piece is made when it is asked for, and none after the reader has gone', async () => {
  const { made, stream } = pieces(1_000)
  const reader = stream.getReader()
  await reader.read()
  expect(made.count).toBeLessThan(4)
  await reader.cancel()
  expect(made.isOver).toBe(true)
})

test('a body that cannot be made to its end does not seem whole', async () => {
  async function* broken() {
    yield 'first'
    throw new Error('D1 is gone')
  }
  await expect(new Response(streamed(broken())).text()).rejects.toThrow('D1 is gone')
})
