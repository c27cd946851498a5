/** What a voucher may be, by what its bytes say: what its sender calls it counts for nothing. */
export const VOUCHER_TYPES = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
} as const
export type VoucherType = keyof typeof VOUCHER_TYPES

const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** Whether bytes hold a text, whatever its case. */
function holds(bytes: Uint8Array, wanted: string): boolean {
  const codes = [...wanted].map((sign) => sign.charCodeAt(0))
  const lower = (byte: number) => (byte >= 65 && byte <= 90 ? byte + 32 : byte)
  const last = bytes.length - codes.length
  for (let at = 0; at <= last; at++) {
    let same = 0
    while (same < codes.length && lower(bytes[at + same] as number) === codes[same]) same++
    if (same === codes.length) return true
  }
  return false
}

/** Chunks from IHDR to IEND, with nothing behind: https://www.w3.org/TR/png-3/#5DataRep */
function isPng(bytes: Uint8Array, view: DataView): boolean {
  if (text(bytes, 0, 8) !== '\x89PNG\r\n\x1a\n') return false
  for (let at = 8; at + 12 <= bytes.length; ) {
    const [length, kind] = [view.getUint32(at), text(bytes, at + 4, at + 8)]
    if (at === 8 && (kind !== 'IHDR' || length !== 13)) return false
    at += 12 + length
    if (kind === 'IEND') return length === 0 && at === bytes.length
  }
  return false
}

/** Segments up to the scan, and the end of the image at the end; cameras pad with zeros. ITU-T T.81, annex B. */
function isJpeg(bytes: Uint8Array, view: DataView): boolean {
  if (text(bytes, 0, 3) !== '\xff\xd8\xff') return false
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  if (text(bytes, end - 2, end) !== '\xff\xd9') return false
  for (let at = 2; at + 4 <= end; ) {
    const [mark, kind] = [bytes[at], bytes[at + 1] as number]
    if (mark !== 0xff || kind < 0xc0) return false
    if (kind === 0xda) return true
    at += 2 + view.getUint16(at + 2)
  }
  return false
}

/** One RIFF file, as long as it says: https://developers.google.com/speed/webp/docs/riff_container */
const isWebp = (bytes: Uint8Array, view: DataView): boolean =>
  bytes.length >= 20 &&
  text(bytes, 0, 4) === 'RIFF' &&
  text(bytes, 8, 12) === 'WEBP' &&
  ['VP8 ', 'VP8L', 'VP8X'].includes(text(bytes, 12, 16)) &&
  view.getUint32(4, true) + 8 === bytes.length

/**
 * Names in a PDF of what runs, sends or starts something, and of files within it: ISO 32000, 12.6.4, 7.11.4. Those in packed
 * objects are not seen: receipts of most banks pack theirs, so a file goes out as an attachment alone.
 */
const ACTIVE = new Set([
  'AA',
  'EmbeddedFile',
  'EmbeddedFiles',
  'GoToE',
  'GoToR',
  'ImportData',
  'JS',
  'JavaScript',
  'Launch',
  'Rendition',
  'RichMedia',
  'SubmitForm',
  'XFA',
])
/** What they begin with, so that most names are left at their first sign. */
const BEGINNINGS = new Set(
  [...ACTIVE].flatMap((name) => Array.from({ length: name.length + 1 }, (_, end) => name.slice(0, end))),
)
const DELIMITERS = new Set([...'\0\t\n\f\r ()<>[]{}/%'].map((sign) => sign.charCodeAt(0)))

const HEX = /^[0-9a-f]{2}$/i

/** Whether a PDF names one of those, also with signs written as `#` and two digits: ISO 32000, 7.3.5. */
function isActive(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(47); at !== -1; at = bytes.indexOf(47, at + 1)) {
    let name = ''
    for (let next = at + 1; next < bytes.length && BEGINNINGS.has(name); next++) {
      const code = bytes[next] as number
      if (DELIMITERS.has(code)) break
      const digits = code === 35 ? text(bytes, next + 1, next + 3) : ''
      const isEscaped = HEX.test(digits)
      name += String.fromCharCode(isEscaped ? Number.parseInt(digits, 16) : code)
      if (isEscaped) next += 2
    }
    if (ACTIVE.has(name)) return true
  }
  return false
}

/** From its header to its end mark, with nothing behind but line ends; none that does anything by itself. ISO 32000, 7.5. */
const isPdf = (bytes: Uint8Array): boolean =>
  /^%PDF-[12]\.\d/.test(text(bytes, 0, 8)) &&
  /%%EOF\s*$/.test(text(bytes, Math.max(0, bytes.length - 64), bytes.length)) &&
  !isActive(bytes)

/**
 * What a file is, by its first bytes and its build from end to end; null when it is none of these, or when it is also
 * something that a browser could run.
 */
export function typeOf(bytes: Uint8Array): VoucherType | null {
  if (bytes.length < 16) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = isPng(bytes, view)
    ? 'image/png'
    : isJpeg(bytes, view)
      ? 'image/jpeg'
      : isWebp(bytes, view)
        ? 'image/webp'
        : isPdf(bytes)
          ? 'application/pdf'
          : null
  return type && ['<script', '<html', '<!doctype'].some((mark) => holds(bytes, mark)) ? null : type
}
