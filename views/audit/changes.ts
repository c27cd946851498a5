/** One line of an event: what it names, as it was and as it became. */
export interface Change {
  name: string
  before: string | null
  after: string | null
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const worded = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** What an event's detail says, line by line: of what changed only what differs. */
export function changesOf(detail: Fields): Change[] {
  const { before, after, from, to, ...rest } = detail
  const [was, is] = [isFields(before) ? before : {}, isFields(after) ? after : {}]
  const lines = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => ({
    name,
    before: worded(was[name]),
    after: worded(is[name]),
  }))
  if (from !== undefined || to !== undefined) lines.push({ name: 'name', before: worded(from), after: worded(to) })
  for (const [name, value] of Object.entries(rest)) lines.push({ name, before: null, after: worded(value) })
  return lines.filter((line) => line.before !== line.after)
}
