import type { Context } from 'hono'
import type * as z from 'zod'
import { failed, ok, type Result } from '../../domain/failures.ts'
import type { App } from '../context.ts'
import { fieldErrors } from './fields.ts'

/** Reads a JSON body by its schema. UNSUPPORTED_MEDIA_TYPE, MALFORMED_BODY, or VALIDATION_FAILED with each field named. */
export async function readJson<S extends z.ZodType>(c: Context<App>, schema: S): Promise<Result<z.infer<S>>> {
  const type = c.req.header('Content-Type') ?? ''
  if (!/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) return failed('UNSUPPORTED_MEDIA_TYPE')
  let body: unknown
  try {
    body = JSON.parse(await c.req.text())
  } catch {
    return failed('MALFORMED_BODY')
  }
  const parsed = schema.safeParse(body, { reportInput: true })
  return parsed.success ? ok(parsed.data) : failed('VALIDATION_FAILED', fieldErrors(parsed.error))
}
