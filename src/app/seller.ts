import type { Context } from 'hono'
import type { Seller } from '../../views/bills/document.tsx'
import type { App } from './context.ts'

/** Who asks for money, beside the service's name. */
export const sellerOf = (c: Context<App>): Seller => ({
  details: c.var.settings.SELLER_DETAILS,
  taxName: c.var.settings.TAX_NAME,
})
