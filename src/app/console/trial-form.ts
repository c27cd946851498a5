import * as z from 'zod'
import { refusal } from '../middleware/fields.ts'
import { METHODS } from '../route-input.ts'

const KB = 1024
const MOST_BYTES = 64 * KB
const LINE = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*:\s*([\x20-\x7e]*)$/
const bytesOf = (text: string) => new TextEncoder().encode(text).length

const isAddress = (text: string) => text === '' || z.union([z.ipv4(), z.ipv6()]).safeParse(text).success

/** `Name: value`, one a line. */
const headers = z
  .string()
  .max(16 * KB)
  .transform((text, ctx) => {
    const found: [string, string][] = []
    for (const [i, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue
      const [, name, value = ''] = LINE.exec(line.trim()) ?? []
      if (name === undefined) ctx.addIssue({ code: 'custom', ...refusal('line', i + 1) })
      else found.push([name.toLowerCase(), value])
    }
    return found
  })

/** What the form for a trial takes. */
export const trialForm = z
  .strictObject({
    method: z.enum(METHODS),
    path: z
      .string()
      .trim()
      .max(2_000)
      .regex(/^(\/[^?#\s]*)?$/),
    query: z
      .string()
      .trim()
      .max(4_000)
      .regex(/^[^#\s]*$/)
      .transform((text) => text.replace(/^\?/, '')),
    headers,
    // Forms send CR LF for each line; whoever typed it meant a line.
    body: z
      .string()
      .transform((text) => text.replaceAll('\r\n', '\n'))
      .refine((text) => bytesOf(text) <= MOST_BYTES, refusal('too_large', MOST_BYTES)),
    as: z.enum(['key', 'nobody']),
    key: z.string().trim().max(64),
    address: z.string().trim().refine(isAddress, refusal('format')),
  })
  .refine(({ as, key }) => as === 'nobody' || key !== '', { path: ['key'], ...refusal('required') })
