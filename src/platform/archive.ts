import type { Gzip } from '../domain/calls/archiving.ts'
import type { ArchivedPart, Sum } from '../domain/metering/reconcile.ts'

/** Objects of the archive in R2. */
export const archiveFiles = (bucket: R2Bucket) => ({
  /** Writes an object, and throws unless all of it is there. */
  async put(object: string, bytes: Uint8Array): Promise<void> {
    const sha256 = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    await bucket.put(object, bytes, { sha256, httpMetadata: { contentType: 'application/gzip' } })
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

  /**
   * Reads one of the parts, taken at random, and says what its lines add up to; of what is no gzip file, nothing. Throws when
   * its bytes cannot be read.
   */
  async inspect(parts: ArchivedPart[]): Promise<void> {
    const part = parts[Math.floor(Math.random() * parts.length)]
    const found = part && (await bucket.get(part.object, { range: { offset: part.start, length: part.length } }))
    if (!found) return
    const bytes = await found.arrayBuffer()
    part.held = await heldIn(bytes).catch(() => ({ calls: 0, credits: 0 }))
  },
})

/** Adds up the lines of a gzip file. */
async function heldIn(bytes: ArrayBuffer): Promise<Sum> {
  const sum = { calls: 0, credits: 0 }
  let rest = ''
  const text = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .pipeThrough(new TextDecoderStream())
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      sum.calls += 1
      const { credits } = JSON.parse(line) as { credits?: unknown }
      sum.credits += typeof credits === 'number' ? credits : 0
    }
  }
  return sum
}

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

/** So many bytes as a stream that reads on when its reader does, and fails when they are not as many. */
export function streamOf(parts: AsyncIterable<Uint8Array>, bytes: number): ReadableStream<Uint8Array> {
  const pieces = parts[Symbol.asyncIterator]()
  const all = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return?.()
    },
  })
  // Its length goes ahead of it.
  return all.pipeThrough(new FixedLengthStream(bytes))
}
