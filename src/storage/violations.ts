/** Whether D1 refused a statement because of a unique column, named `table.column`. */
export function violates(error: unknown, column: string): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.message.includes(`UNIQUE constraint failed: ${column}`)) return true
  }
  return false
}
