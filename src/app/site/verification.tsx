import { Hono } from 'hono'
import * as z from 'zod'
import { VerificationPage } from '../../../views/site/verification.tsx'
import { tellOfAddress } from '../access-mails.ts'
import { originOf } from '../actor.ts'
import type { App } from '../context.ts'
import { enter, wayIn } from '../enter.ts'
import { readForm } from '../middleware/form.ts'
import { href, site } from '../routes.ts'
import { failurePage } from './failure.tsx'
import { leaveNotice } from './notice.ts'
import { pageInfo } from './page.ts'
import { unusableLink } from './unusable-link.tsx'

/** Confirms an address by the link that was mailed to it. */
export const verification = new Hono<App>()

const tokenForm = z.strictObject({ token: z.string().max(200) })

// A mail scanner opens links: what it opens changes nothing.
verification.get(site.verification.path, async (c) => {
  c.header('Referrer-Policy', 'no-referrer')
  const token = c.req.query('token') ?? ''
  const found = await c.var.services.people.readVerification(token, originOf(c))
  if (!found.ok) return unusableLink(c, 'verification', found)
  return c.html(<VerificationPage page={pageInfo(c)} token={token} {...found.value} />)
})

verification.post(site.verifying.path, async (c) => {
  const form = await readForm(c, tokenForm)
  if (!form.ok) return failurePage(c, form.code, c.var.requestId)
  const confirmed = await c.var.services.people.verifyAddress(form.value.token, originOf(c))
  if (!confirmed.ok) return unusableLink(c, 'verification', confirmed)
  const { user, former, inForce } = confirmed.value
  if (former !== null) tellOfAddress(c, user, former)
  const { session } = c.var
  const isOther = session !== null && session.user.id !== user.id
  leaveNotice(c, !inForce ? 'pending' : isOther ? 'address_confirmed_for_other' : 'address_confirmed')
  // Whoever is signed in here stays so: a link must not put its reader into another's account unseen.
  if (session) return c.redirect(href(site.dashboard), 303)
  // A link proves the mailbox alone, which is not enough where more is asked for.
  // Nor does it where it takes another's place: who asked for that may be nobody's to sign in.
  const isChange = former !== null
  if (isChange || user.status === 'suspended' || user.isOperator || user.hasFactor)
    return c.redirect(href(site.login), 303)
  return c.redirect(wayIn(await enter(c, user, 'link'), null), 303)
})
