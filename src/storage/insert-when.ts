import { getTableColumns, is, SQL, sql } from 'drizzle-orm'
import type { SQLiteInsertValue, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'

/**
 * The statement that inserts a row when something holds, for a batch. What the row does not name is its column's default,
 * or null. (In a batch drizzle binds no parameters of `db.run`.)
 */
export function insertWhen<T extends SQLiteTable>(db: Database, table: T, row: SQLiteInsertValue<T>, when: SQL) {
  const given = row as Record<string, unknown>
  const values = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = name in given ? given[name] : (column.default ?? null)
    return is(value, SQL) ? value : sql`${sql.param(value, column)}`
  })
  return db.insert(table).select(sql`SELECT ${sql.join(values, sql`, `)} WHERE ${when}`)
}
