import { Hono } from 'hono'
import { MailPage } from '../../../views/dev/mail.tsx'
import { MailsPage } from '../../../views/dev/mails.tsx'
import type { App } from '../context.ts'
import { pagePolicyWith } from '../middleware/headers.ts'
import { devPages } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { pageInfo } from '../site/page.ts'

/** Mails as their readers would see them. The guard lets nobody come here outside development. */
export const mails = new Hono<App>()

// A mail brings its styles along, and nothing else may run, load or lead anywhere but to a tab of its own.
const MAIL_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ')

mails.get(devPages.mails.path, async (c) => {
  const kept = await c.var.services.localMails.all()
  return c.html(<MailsPage page={pageInfo(c)} mails={kept} />)
})

mails.get(devPages.mail.path, async (c) => {
  const mail = await c.var.services.localMails.one(c.req.param('id'))
  if (!mail) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  c.set('csp', pagePolicyWith("frame-src 'self'"))
  return c.html(<MailPage page={pageInfo(c)} mail={mail} />)
})

mails.get(devPages.mailHtml.path, async (c) => {
  const mail = await c.var.services.localMails.one(c.req.param('id'))
  if (!mail?.html) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  c.set('csp', MAIL_POLICY)
  c.header('Referrer-Policy', 'no-referrer')
  return c.html(mail.html)
})
