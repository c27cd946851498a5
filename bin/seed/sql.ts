type Value = string | number | null

/** A value as an SQL literal: wrangler's --file takes no parameters. */
function literal(value: Value): string {
  if (value === null) return 'NULL'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}

/** Fills an SQL template with literals: sql`SELECT ${'it’s'}`. */
export function sql(parts: TemplateStringsArray, ...values: Value[]): string {
  return String.raw({ raw: parts.raw }, ...values.map(literal))
}
