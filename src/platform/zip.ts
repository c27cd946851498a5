import { makeZip } from 'client-zip'

/** A file whose text is made while it is read. */
export interface ZipFile {
  name: string
  text: AsyncIterable<string>
}

/**
 * A zip archive of files, stored as they are, made while it is read: no more than a piece of one is in memory. When a file
 * fails the stream does, without the archive's end, so that nobody takes a part for the whole. `at` is UTC ms.
 */
export const zipOf = (files: readonly ZipFile[], at: number): ReadableStream<Uint8Array> =>
  makeZip(files.map(({ name, text }) => ({ name, input: text, lastModified: new Date(at) })))
