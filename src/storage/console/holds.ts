import { type AnyColumn, type SQL, sql } from 'drizzle-orm'

/** Whether a column holds a text, in whatever case. D1 ends LIKE patterns at 50 bytes; instr has no wildcards to escape. */
export const holds = (column: AnyColumn, text: string): SQL => sql`instr(lower(${column}), lower(${text})) > 0`
