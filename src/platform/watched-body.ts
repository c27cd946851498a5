/** How a body that was passed on came to its end. */
export interface BodyEnd {
  /** Sent whole, broken off by its source, or cancelled by the reader. */
  how: 'sent' | 'broken' | 'cancelled'
  bytes: number
}

/**
 * Passes a body on unbuffered, counts its bytes and tells how it ended. A cancelled body cancels its source. `look` sees each
 * piece as it passes.
 */
export function watchBody(
  body: ReadableStream<Uint8Array>,
  look?: (piece: Uint8Array) => void,
): { body: ReadableStream; ended: Promise<BodyEnd> } {
  const reader = body.getReader()
  let bytes = 0
  let finish: (end: BodyEnd) => void
  const ended = new Promise<BodyEnd>((resolve) => {
    finish = resolve
  })
  const watched = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) {
          controller.close()
          finish({ how: 'sent', bytes })
        } else {
          bytes += value.byteLength
          look?.(value)
          controller.enqueue(value)
        }
      } catch (error) {
        controller.error(error)
        finish({ how: 'broken', bytes })
      }
    },
    async cancel(reason) {
      finish({ how: 'cancelled', bytes })
      await reader.cancel(reason)
    },
  })
  return { body: watched, ended }
}
