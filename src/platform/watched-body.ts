/** How a body that was passed on came to its end. */
export type BodyEnd = 'sent' | 'broken' | 'cancelled'

/**
 * Passes a body on unbuffered, counts its bytes and says once how it ended: sent whole, broken off by its source, or
 * cancelled by the reader. A cancelled body cancels its source.
 */
export function watchBody(
  body: ReadableStream<Uint8Array>,
  ended: (end: BodyEnd, bytes: number) => void,
): ReadableStream {
  const reader = body.getReader()
  let bytes = 0
  let open = true
  const finish = (end: BodyEnd) => {
    if (open) ended(end, bytes)
    open = false
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) {
          controller.close()
          finish('sent')
        } else {
          bytes += value.byteLength
          controller.enqueue(value)
        }
      } catch (error) {
        controller.error(error)
        finish('broken')
      }
    },
    async cancel(reason) {
      finish('cancelled')
      await reader.cancel(reason)
    },
  })
}
