const [END, ENTRY, STORED] = [0x06054b50, 0x02014b50, 0]
const UTF8 = new TextDecoder()

/** The texts of a zip archive whose files are stored as they are, by name. Throws on one that is cut off or packed. */
export function unzip(archive: Uint8Array): Record<string, string> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = archive.byteLength - 22
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error('the archive has no end')
  const files: Record<string, string> = {}
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error('an entry is damaged')
    if (view.getUint16(at + 10, true) !== STORED) throw new Error('a file is packed')
    const size = view.getUint32(at + 24, true)
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ]
    const head = view.getUint32(at + 42, true)
    const start = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true)
    files[UTF8.decode(archive.subarray(at + 46, at + 46 + name))] = UTF8.decode(archive.subarray(start, start + size))
    at += 46 + name + extra + comment
  }
  return files
}
