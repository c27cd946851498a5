import { Hono } from 'hono'
import { PricingPage } from '../../../views/site/pricing.tsx'
import type { App } from '../context.ts'
import { site } from '../routes.ts'
import { pageInfo } from './page.ts'

export const pricing = new Hono<App>()

pricing.get(site.pricing.path, async (c) => {
  const plans = await c.var.services.plans.onSale()
  return c.html(<PricingPage page={pageInfo(c)} plans={plans} own={c.var.session?.account.plan ?? null} />)
})
