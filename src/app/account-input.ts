import * as z from 'zod'
import { LEAK_RESPONSES } from '../domain/leaks/leak.ts'
import { line } from './line.ts'

/** What renaming an account takes. */
export const accountName = z.strictObject({ name: line(80) })

/** What asking for its deletion takes: its name, as whoever asks reads it above. */
export const deletionAsking = z.strictObject({ name: z.string().trim().min(1).max(200) })

/** What is to be done with a key that was found in public. */
export const leakResponse = z.strictObject({ response: z.enum(LEAK_RESPONSES) })
