import { createMiddleware } from 'hono/factory'
import { failed } from '../../domain/failures.ts'
import { readTag } from '../../domain/keys/format.ts'
import type { App } from '../context.ts'
import type { Refuse } from '../render.ts'

/** Whether the query of a URL, or of its path, holds a well-formed key, as a value or as a bare name. Logs and histories keep URLs. */
export function holdsKey(url: string, prefix: string): boolean {
  const at = url.indexOf('?')
  if (at < 0) return false
  for (const [name, value] of new URLSearchParams(url.slice(at + 1).split('#', 1)[0])) {
    if (readTag(value, prefix) !== null || readTag(name, prefix) !== null) return true
  }
  return false
}

export const queryKey = (refuse: Refuse) =>
  createMiddleware<App>(async (c, next) => {
    if (holdsKey(c.req.url, c.var.settings.API_PREFIX)) return refuse(c, failed('KEY_IN_QUERY'))
    return next()
  })
