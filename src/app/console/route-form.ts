import type { Context } from 'hono'
import * as z from 'zod'
import type { FieldError } from '../../domain/failures.ts'
import type { App } from '../context.ts'
import { type Form, readForm } from '../middleware/form.ts'

type Fields = Record<string, unknown>

const NUMBER = /^\d{1,9}(\.\d{1,3})?$/
const SIZE = /^(\d{1,9}(?:\.\d{1,3})?) *(B|KB|MB)?$/i
const BYTES: Record<string, number> = { B: 1, KB: 1024, MB: 1024 * 1024 }

const wordsIn = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')
const numberIn = (text: string) => (NUMBER.test(text.trim()) ? Number(text) : text)
const answerIn = (text: string) => (text === 'true' ? true : text === 'false' ? false : text)

/** What stands on the lines of a text, and on which. */
const linesIn = (text: string) =>
  text
    .split('\n')
    .map((line, i) => ({ at: i + 1, line: line.trim() }))
    .filter(({ line }) => line !== '')

function bytesIn(text: string): unknown {
  const [, count, unit = 'B'] = SIZE.exec(text.trim()) ?? []
  return count === undefined ? text : Math.round(Number(count) * (BYTES[unit.toUpperCase()] ?? 1))
}

/** `/old /new`, or `/old /` for taking it out. */
function rewriteIn(line: string) {
  const [from, to, ...more] = line.split(/\s+/)
  return { from, to: more.length > 0 ? line : to === '/' ? '' : to }
}

const PAIRS = {
  credits_by_method: { form: /^(\S+)\s+(\S+)$/, name: (text: string) => text.toUpperCase(), value: numberIn },
  set_headers: { form: /^([^:\s]+)\s*:\s*(.*)$/, name: (text: string) => text.toLowerCase(), value: String },
}
const isPairs = (field: string): field is keyof typeof PAIRS => Object.hasOwn(PAIRS, field)

/** Lines that are the parts of an object in JSON. A name that is there a second time becomes one that no rule takes. */
function pairsIn(field: keyof typeof PAIRS, text: string): { at: number; name: string; value: unknown }[] {
  const { form, name: nameOf, value } = PAIRS[field]
  const seen = new Set<string>()
  return linesIn(text).map(({ at, line }) => {
    const [, left = line, right = ''] = form.exec(line) ?? []
    const name = nameOf(left)
    const again = seen.has(name)
    seen.add(name)
    return { at, name: again ? `${name} (${at})` : name, value: value(right) }
  })
}

const READERS: Record<string, (text: string) => unknown> = {
  methods: wordsIn,
  scopes: wordsIn,
  credits: numberIn,
  retries: numberIn,
  cache_seconds: numberIn,
  max_body_bytes: bytesIn,
  strip_prefix: answerIn,
  bill_failures: answerIn,
  rewrites: (text) => linesIn(text).map(({ line }) => rewriteIn(line)),
  remove_headers: (text) => linesIn(text).map(({ line }) => line),
  cors_origins: (text) => linesIn(text).map(({ line }) => line),
}

/** What a form says of a route, as JSON would. A form has some of the fields: what it does not have is not named. */
function jsonOf(fields: Fields): Fields {
  const { 'circuit.failures': failures, 'circuit.seconds': seconds, timeout_seconds: timeout, ...others } = fields
  const { 'credits_from.kind': kind, 'credits_from.name': name, ...rest } = others
  const { 'upstream_secret.header': header, 'upstream_secret.value': value, edit: _, ...single } = rest
  const body: Fields = {}
  for (const [field, text] of Object.entries(single)) {
    if (typeof text !== 'string') body[field] = text
    else if (isPairs(field))
      body[field] = Object.fromEntries(pairsIn(field, text).map((pair) => [pair.name, pair.value]))
    else body[field] = Object.hasOwn(READERS, field) ? READERS[field]?.(text) : text
  }
  const given = (text: unknown) => (text === '' ? undefined : numberIn(String(text)))
  if (failures !== undefined || seconds !== undefined) {
    const isOff = !failures && !seconds
    body.circuit = isOff ? null : { failures: given(failures ?? ''), seconds: given(seconds ?? '') }
  }
  if (timeout !== undefined) {
    const read = numberIn(String(timeout))
    body.timeout_ms = typeof read === 'number' ? Math.round(read * 1000) : read
  }
  if (kind !== undefined) body.credits_from = kind === '' ? null : { [String(kind)]: name }
  if (header !== undefined || value !== undefined) body.upstream_secret = { header, value }
  return body
}

/** The field of the form that holds what was wrong; of lines, which. */
function inForm({ field, problem, limit }: FieldError, values: Record<string, string>): FieldError {
  const [name = '', part] = field.split('.')
  const text = values[name] ?? ''
  if (name === 'timeout_ms') return { field: 'timeout_seconds', problem, ...(limit && { limit: limit / 1000 }) }
  if (name === 'max_body_bytes') return { field: name, problem: 'body_size' }
  if (name === 'credits_from') return { field: 'credits_from.name', problem: part ? problem : 'format' }
  if (name === 'methods' || name === 'scopes') return { field: name, problem: 'format' }
  if (!isPairs(name) && !['rewrites', 'remove_headers', 'cors_origins'].includes(name)) {
    return { field, problem, ...(limit !== undefined && { limit }) }
  }
  if (part === undefined)
    return { field: name, problem: problem === 'too_long' ? 'too_large' : problem, ...(limit && { limit }) }
  const at = isPairs(name)
    ? pairsIn(name, text).find((pair) => pair.name === field.slice(name.length + 1))?.at
    : linesIn(text)[Number(part)]?.at
  return problem === 'reserved' || at === undefined
    ? { field: name, problem }
    : { field: name, problem: 'line', limit: at }
}

/** Reads a form about a route by the schema of its JSON. The values are as typed. */
export async function readRouteForm<S extends z.ZodType>(c: Context<App>, schema: S): Promise<Form<z.infer<S>>> {
  const form = await readForm(
    c,
    z.preprocess((fields) => jsonOf(fields as Fields), schema),
  )
  return form.ok
    ? form
    : { ...form, ...(form.errors && { errors: form.errors.map((error) => inForm(error, form.values)) }) }
}
