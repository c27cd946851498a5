import type { Context } from 'hono'
import * as z from 'zod'
import type { FieldError } from '../../domain/failures.ts'
import { endOfDay } from '../../domain/time-zones.ts'
import type { App } from '../context.ts'
import { type Form, readForm } from '../middleware/form.ts'

type Fields = Record<string, unknown>

/** Of as many rows as a key has rate limits; another is no field. */
const ROW = /^rate_limits\.([0-7])\.(name|limit|window_seconds|route)$/
const WHOLE = /^\d{1,10}$/

const wordsIn = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')
const numberIn = (text: unknown) => (typeof text === 'string' && WHOLE.test(text.trim()) ? Number(text) : text)

/** The rows of rate limits that say something, in their order. */
function rowsOf(fields: Fields): Fields[] {
  const rows: Fields[] = []
  for (const [field, value] of Object.entries(fields)) {
    const [, at, part] = ROW.exec(field) ?? []
    if (at !== undefined && part !== undefined) rows[Number(at)] = { ...rows[Number(at)], [part]: value }
  }
  return rows.filter((row) => row && ['name', 'limit', 'window_seconds'].some((part) => (row[part] ?? '') !== ''))
}

/**
 * What a form says of a key, as JSON would. A form may have some of the fields: what it does not have is not named. A last
 * day counts to its end in the reader's zone.
 */
function jsonOf(fields: Fields, timeZone: string): Fields {
  const { expires_at, expires_at_shown, note, scopes, allowed_ips, metadata, ...others } = fields
  const { 'quota.limit': limit, 'quota.period': period, ...rest } = others
  const body: Fields = Object.fromEntries(Object.entries(rest).filter(([field]) => !ROW.test(field)))
  // The day that was shown may hold a time of day, which a day cannot say.
  if (typeof expires_at === 'string' && expires_at !== expires_at_shown) {
    const day = z.iso.date().safeParse(expires_at)
    body.expires_at = expires_at === '' ? null : day.success ? endOfDay(timeZone, day.data) : expires_at
  }
  if (note !== undefined) body.note = typeof note === 'string' ? note.replaceAll('\r\n', '\n') : note
  if (typeof scopes === 'string') body.scopes = wordsIn(scopes)
  if (typeof allowed_ips === 'string') body.allowed_ips = wordsIn(allowed_ips)
  if (typeof metadata === 'string') body.metadata = parsed(metadata)
  if ('rate_limits.0.name' in fields) {
    body.rate_limits = rowsOf(fields).map(({ name, limit, window_seconds, route }) => ({
      name,
      limit: numberIn(limit),
      window_seconds: numberIn(window_seconds),
      ...(route === undefined || route === '' ? {} : { route }),
    }))
  }
  if (limit !== undefined) body.quota = limit === '' ? null : { limit: numberIn(limit), period }
  return body
}

function parsed(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The field of the form that holds what was wrong. */
function inForm(error: FieldError): FieldError {
  const { field } = error
  if (field.startsWith('allowed_ips.') || field.startsWith('scopes.')) {
    return { ...error, field: field.slice(0, field.indexOf('.')) }
  }
  if (field.startsWith('metadata')) return { field: 'metadata', problem: 'json_object' }
  return field === 'rate_limits' ? { ...error, field: 'rate_limits.0.name' } : error
}

/** Reads a form about a key by the schema of its JSON. The values are as typed, save that emptied rows are gone. */
export async function readKeyForm<S extends z.ZodType>(
  c: Context<App>,
  schema: S,
  timeZone: string,
): Promise<Form<z.infer<S>>> {
  const form = await readForm(
    c,
    z.preprocess((fields) => jsonOf(fields as Fields, timeZone), schema),
  )
  const values = Object.fromEntries(Object.entries(form.values).filter(([field]) => !ROW.test(field)))
  for (const [i, row] of rowsOf(form.values).entries()) {
    for (const [part, value] of Object.entries(row)) values[`rate_limits.${i}.${part}`] = String(value)
  }
  return form.ok ? { ...form, values } : { ...form, values, errors: form.errors?.map(inForm) ?? [] }
}
