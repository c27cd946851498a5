import * as z from 'zod'

// Line ends, NUL and their like have no place in a name: they break logs, headers and file names.
const CONTROL = /[\p{Cc}\u2028\u2029]/u

/** One line of text of 1 to `max` characters, trimmed. */
export const line = (max: number) =>
  z
    .string()
    .refine((text) => !CONTROL.test(text))
    .trim()
    .min(1)
    .max(max)
