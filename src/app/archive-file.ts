import type { Context } from 'hono'
import { failed, ok, type Result } from '../domain/failures.ts'
import { streamOf } from '../platform/archive.ts'
import { memberOf } from './actor.ts'
import { dayCalled } from './archive-input.ts'
import type { App } from './context.ts'

/** An archived day of the session's account, as a file. NOT_FOUND for a day of which nothing is archived, and for no day. */
export async function archiveFile(c: Context<App>, name: string): Promise<Result<Response>> {
  const day = dayCalled(name)
  if (day === null) return failed('NOT_FOUND')
  const file = await c.var.services.callArchive.open(memberOf(c).account.id, day)
  if (!file.ok) return file
  const { bytes, parts } = file.value
  return ok(
    c.body(streamOf(parts(), bytes), 200, {
      'Content-Type': 'application/gzip',
      'Content-Disposition': `attachment; filename="calls-${name}.ndjson.gz"`,
    }),
  )
}
