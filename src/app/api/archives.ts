import { Hono } from 'hono'
import { memberOf } from '../actor.ts'
import { archiveFile } from '../archive-file.ts'
import { archivesQuery, dayCalled } from '../archive-input.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { json } from '../routes.ts'
import { archivedDayBody, listBody } from './bodies.ts'

export const archives = new Hono<App>()

archives.get(json.archives.path, async (c) => {
  const query = readQuery(c, archivesQuery)
  if (!query.ok) return problem(c, query)
  const { cursor, limit } = query.value
  const days = await c.var.services.callArchive.days(memberOf(c).account.id, dayCalled(cursor ?? ''), limit)
  return c.json(listBody(days, archivedDayBody))
})

archives.get(json.archive.path, async (c) => {
  const file = await archiveFile(c, c.req.param('day'))
  return file.ok ? file.value : problem(c, file)
})
