import type { Context } from 'hono'
import type { VoucherFile } from '../domain/billing/paying/paying.ts'
import { VOUCHER_TYPES } from '../domain/billing/paying/voucher-file.ts'
import type { App } from './context.ts'

/** What somebody uploaded: to be kept, never to be shown or run on this site. */
export function voucherAnswer(c: Context<App>, { voucher, body }: VoucherFile): Response {
  c.set('csp', "default-src 'none'; sandbox")
  return c.body(body, 200, {
    'Content-Type': voucher.type,
    'Content-Length': String(voucher.bytes),
    'Content-Disposition': `attachment; filename="${voucher.id}.${VOUCHER_TYPES[voucher.type]}"`,
  })
}
