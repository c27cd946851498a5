import * as z from 'zod'
import { line } from './line.ts'

/** What renaming an account takes. */
export const accountName = z.strictObject({ name: line(80) })

/** What asking for its deletion takes: its name, as whoever asks reads it above. */
export const deletionAsking = z.strictObject({ name: z.string().trim().min(1).max(200) })
