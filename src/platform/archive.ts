import type { Gzip } from '../domain/calls/archiving.ts'

/** Objects of the archive in R2. */
export const archiveFiles = (bucket: R2Bucket) => ({
  /** Writes an object, and throws unless all of it is there. */
  async put(object: string, bytes: Uint8Array): Promise<void> {
    await bucket.put(object, bytes, { httpMetadata: { contentType: 'application/gzip' } })
    const there = await bucket.head(object)
    if (there?.size !== bytes.length) throw new Error(`${object} has ${there?.size ?? 'no'} bytes of ${bytes.length}`)
  },

  async remove(object: string): Promise<void> {
    await bucket.delete(object)
  },

  /** An object's bytes; null when it is not there. */
  async bytes(object: string): Promise<Uint8Array | null> {
    const found = await bucket.get(object)
    return found && new Uint8Array(await found.arrayBuffer())
  },

  /** How many bytes an object has; null when it is not there. */
  async size(object: string): Promise<number | null> {
    return (await bucket.head(object))?.size ?? null
  },

  /** A range of an object's bytes; null when it is not there. */
  async read(object: string, start: number, length: number): Promise<ReadableStream<Uint8Array> | null> {
    const found = await bucket.get(object, { range: { offset: start, length } })
    return found?.body ?? null
  },
})

/** Packs text as one gzip member. */
export function gzip(): Gzip {
  const { readable, writable } = new CompressionStream('gzip')
  const writer = writable.getWriter()
  const bytes = new Response(readable).arrayBuffer()
  const encoder = new TextEncoder()
  return {
    write: (text) => writer.write(encoder.encode(text)),
    async end() {
      await writer.close()
      return new Uint8Array(await bytes)
    },
  }
}

/** Bytes as a stream that reads on when its reader does. */
export function streamOf(parts: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = parts[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return?.()
    },
  })
}
