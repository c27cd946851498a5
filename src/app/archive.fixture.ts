import { gzip } from '../platform/archive.ts'
import { bindings } from './visitor.fixture.ts'

/** Puts texts of some accounts into one object of a day, each as three calls that were archived at `at`. */
export async function putArchived(object: string, day: number, texts: [accountId: string, text: string][], at = day) {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let start = 0
  for (const [accountId, text] of texts) {
    const member = gzip()
    await member.write(text)
    const bytes = new Uint8Array(await member.end())
    await bindings.DB.prepare("INSERT INTO call_archives VALUES (?, ?, ?, ?, ?, 3, '[]', ?)")
      .bind(accountId, day, object, start, bytes.length, at)
      .run()
    parts.push(bytes)
    start += bytes.length
  }
  await bindings.ARCHIVE.put(object, await new Blob(parts).arrayBuffer())
}
