import { type Context, Hono } from 'hono'
import { ArchivedCallPage, ArchivesPage } from '../../../views/site/archives.tsx'
import { memberOf } from '../actor.ts'
import { archiveFile } from '../archive-file.ts'
import { archivesQuery, dayCalled } from '../archive-input.ts'
import type { App } from '../context.ts'
import { readQuery } from '../middleware/query.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { pageInfo } from './page.ts'

export const archives = new Hono<App>()

archives.get(site.archives.path, async (c) => {
  const query = readQuery(c, archivesQuery)
  if (!query.ok) return c.redirect(href(site.archives), 303)
  const { cursor = null, limit } = query.value
  const days = await c.var.services.callArchive.days(memberOf(c).account.id, dayCalled(cursor ?? ''), limit)
  return c.html(<ArchivesPage page={pageInfo(c)} list={days} cursor={cursor} />)
})

archives.get(site.archive.path, async (c) => {
  const file = await archiveFile(c, c.req.param('day'))
  return file.ok ? file.value : failurePage(c, file.code, c.var.requestId)
})

/** A page that leads to the file in which a call that is not listed may be; null when there is none. */
export async function archivedCall(c: Context<App>, requestId: string): Promise<Response | null> {
  const day = await c.var.services.callArchive.dayFor(memberOf(c).account.id, requestId)
  if (day === null) return null
  return c.html(<ArchivedCallPage page={pageInfo(c)} day={new Date(day).toISOString().slice(0, 10)} />, 404)
}
