import { Hono } from 'hono'
import { HomePage } from '../../../views/site/home.tsx'
import type { App } from '../context.ts'
import { site } from '../routes.ts'
import { pageInfo } from './page.ts'

export const home = new Hono<App>()

home.get(site.home.path, async (c) => {
  const plans = await c.var.services.plans.onSale()
  return c.html(<HomePage page={pageInfo(c)} plans={plans} />)
})
