import * as z from 'zod'
import { listQuery } from './middleware/query.ts'

const dayName = z.iso.date()

/** The start of a UTC day by its name, `2026-10-01`; null when it is none. */
export function dayCalled(name: string): number | null {
  return dayName.safeParse(name).success ? Date.parse(name) : null
}

/** Which part of the archived days is asked for: those before a day. */
export const archivesQuery = listQuery.omit({ search: true }).extend({ cursor: dayName.optional() })
