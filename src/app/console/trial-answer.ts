import type { TrialAnswer } from '../../domain/routing/trial.ts'
import type { Forwarded } from '../../platform/upstream.ts'

const KB = 1024
const SHOWN_BYTES = 16 * KB
/** A secret that begins where the shown part ends must be known for one. */
const READ_BYTES = 32 * KB
/** A stream that goes on is left to itself. */
const READ_MS = 5_000

/** An upstream's answer for who reads it on a page: the beginning of a text, of everything else its size. */
export async function readAnswer(
  { response, whole }: Pick<Extract<Forwarded, { ok: true }>, 'response' | 'whole'>,
  method: string,
  ms: number,
  hide: (text: string, isCut?: boolean) => string,
): Promise<TrialAnswer> {
  const { status } = response
  const headers = [...response.headers].map(([name, value]): [string, string] => [name, hide(value)])
  const { bytes, end } = whole
    ? { bytes: new Uint8Array(whole), end: 'whole' as const }
    : await readOf(method === 'HEAD' ? null : response.body)
  const text = textIn(bytes)
  const shown = text === null ? null : hide(text, end !== 'whole')
  const isCut = shown !== null && shown.length > SHOWN_BYTES
  const read = { text: isCut ? shown.slice(0, SHOWN_BYTES) : shown, bytes: bytes.length }
  return { status, ms, headers, ...read, end: isCut && end === 'whole' ? 'cut' : end }
}

async function readOf(
  body: ReadableStream<Uint8Array> | null,
): Promise<{ bytes: Uint8Array; end: TrialAnswer['end'] }> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), READ_MS)
  })
  const over = (end: TrialAnswer['end']) => ({ bytes: joined(chunks).subarray(0, READ_BYTES), end })
  try {
    while (reader && length < READ_BYTES) {
      const read = await Promise.race([reader.read(), late])
      if (read === 'late') break
      if (read.done) return over('whole')
      chunks.push(read.value)
      length += read.value.byteLength
    }
    // Not waited for: an upstream that sends nothing more may take its time with this, too.
    reader?.cancel().catch(() => {})
    return over(reader ? 'cut' : 'whole')
  } catch {
    return over('broken')
  } finally {
    clearTimeout(timer)
  }
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** Null for what is no text in UTF-8. A letter that was cut in two at the end is left out. */
function textIn(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes, { stream: true })
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
