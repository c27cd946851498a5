import { Hono } from 'hono'
import { accountZip } from '../account-export.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { json } from '../routes.ts'

export const exports = new Hono<App>()

exports.get(json.accountExport.path, async (c) => {
  const zip = await accountZip(c)
  return zip.ok ? zip.value : problem(c, zip)
})
