import { Hono } from 'hono'
import { DeliveryPage } from '../../../views/console/delivery.tsx'
import type { App } from '../context.ts'
import { consolePages } from '../routes.ts'
import { pageInfo } from '../site/page.ts'

export const delivery = new Hono<App>()

delivery.get(consolePages.delivery.path, async (c) =>
  c.html(<DeliveryPage page={pageInfo(c)} deliveries={await c.var.services.deliveries()} />),
)
