import type { Context } from 'hono'
import type * as z from 'zod'
import { failed, ok, type Result } from '../../domain/failures.ts'
import type { App } from '../context.ts'
import { CSRF_FIELD } from './csrf.ts'
import { fieldErrors } from './fields.ts'

/** The field of a form that moves money which names it: see the console's once.ts. */
export const ONCE_FIELD = 'once'

/**
 * A form's fields as its schema reads them, and as they were typed, to fill the form again: boxes of one name with spaces
 * between.
 */
export type Form<T> = Result<T> & { values: Record<string, string> }

/** Reads a posted form. A field that is sent twice, or as a file, is of the wrong type. */
export async function readForm<S extends z.ZodType>(c: Context<App>, schema: S): Promise<Form<z.infer<S>>> {
  const type = c.req.header('Content-Type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) {
    return { ...failed('UNSUPPORTED_MEDIA_TYPE'), values: {} }
  }
  const posted = await c.req.parseBody({ all: true }).catch(() => null)
  if (!posted) return { ...failed('MALFORMED_BODY'), values: {} }
  const { [CSRF_FIELD]: _, [ONCE_FIELD]: __, ...fields } = posted
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    const texts = [value].flat().filter((one) => typeof one === 'string')
    if (texts.length > 0) values[name] = texts.join(' ')
  }
  const parsed = schema.safeParse(fields, { reportInput: true })
  if (parsed.success) return { ...ok(parsed.data), values }
  return { ...failed('VALIDATION_FAILED', fieldErrors(parsed.error)), values }
}
