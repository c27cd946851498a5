import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { ArchivedPart } from '../domain/metering/reconcile.ts'
import { archiveFiles, gzip } from './archive.ts'

const { ARCHIVE } = env as unknown as { ARCHIVE: R2Bucket }

const packed = async (text: string) => {
  const file = gzip()
  const [, bytes] = await Promise.all([file.write(text), file.end()])
  return bytes
}
const partOf = (object: string, length: number): ArchivedPart => ({
  day: 0,
  object,
  start: 0,
  length,
  count: 2,
  sums: [],
})

test('says what a part holds, and of one that is no gzip file that it holds nothing', async () => {
  const whole = await packed('{"credits":3}\n{"credits":4}\n')
  await ARCHIVE.put('whole', whole)
  await ARCHIVE.put('other', 'no gzip file')
  const parts = [partOf('whole', whole.length), partOf('other', 12)]
  for (const part of parts) await archiveFiles(ARCHIVE).inspect([part])
  expect(parts.map(({ held }) => held)).toEqual([
    { calls: 2, credits: 7 },
    { calls: 0, credits: 0 },
  ])
})

test('says nothing of a part whose bytes break off on their way', async () => {
  const broken = () =>
    new ReadableStream<Uint8Array>({
      pull: (stream) => stream.error(new Error('R2 is down')),
    })
  const bucket = {
    get: async () => ({ body: broken(), arrayBuffer: () => new Response(broken()).arrayBuffer() }),
  } as unknown as R2Bucket
  const part = partOf('whole', 10)
  await expect(archiveFiles(bucket).inspect([part])).rejects.toThrow('R2 is down')
  expect(part.held).toBeUndefined()
})
