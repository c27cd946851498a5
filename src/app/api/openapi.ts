import { Hono } from 'hono'
import type { App } from '../context.ts'
import { json } from '../routes.ts'
import document from './openapi.gen.json' with { type: 'json' }

export const openapi = new Hono<App>()

openapi.get(json.openapi.path, (c) => {
  const servers = [{ url: new URL(c.req.url).origin }]
  return c.json({ ...document, servers }, 200, { 'Cache-Control': 'public, max-age=300' })
})
