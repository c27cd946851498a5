import { Hono } from 'hono'
import type { App } from '../context.ts'
import { json } from '../routes.ts'
import { deliveryBody, listBody } from './bodies.ts'

export const adminDelivery = new Hono<App>()

adminDelivery.get(json.adminDelivery.path, async (c) =>
  c.json(listBody({ items: await c.var.services.deliveries(), next: null }, deliveryBody)),
)
