import { drizzle } from 'drizzle-orm/d1'

/** D1 through drizzle, or a session of it. One batch is one transaction; `transaction` does not work on D1. */
export const database = (d1: D1Database) => drizzle(d1)
export type Database = ReturnType<typeof database>
