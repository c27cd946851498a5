import type { Context } from 'hono'
import type { OpenCheckout } from '../domain/billing/paying/paying.ts'
import { failed, type Result } from '../domain/failures.ts'
import { actorOf, memberOf } from './actor.ts'
import { addressOf } from './address.ts'
import type { App } from './context.ts'
import { href, site } from './routes.ts'

/** Opens a way to pay one of the account's bills by card, whose pages lead back to this site. */
export async function openCheckout(c: Context<App>, id: string): Promise<Result<OpenCheckout>> {
  const { paying } = c.var.services
  const standing = await paying.standing(memberOf(c).account.id, id)
  if (!standing) return failed('NOT_FOUND')
  const backUrl = addressOf(c, href(site.billPayment, { id }))
  return paying.openCheckout(actorOf(c), id, {
    // The same in every language: whoever asks again gets the same checkout.
    title: `${c.var.settings.SITE_NAME} ${standing.number}`,
    backUrl,
    paidUrl: `${backUrl}?returned=1`,
  })
}
