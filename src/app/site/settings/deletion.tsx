import { Hono } from 'hono'
import { DeletionPage, WithdrawalPage } from '../../../../views/site/settings/deletion.tsx'
import { EMPTY } from '../../../../views/ui/field.tsx'
import { DELETION_GRACE } from '../../../domain/account/account.ts'
import { deletionAsking } from '../../account-input.ts'
import { tellOfDeletion } from '../../account-mail.ts'
import { actorOf, memberOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { readForm } from '../../middleware/form.ts'
import { href, site } from '../../routes.ts'
import { failurePage } from '../failure.tsx'
import { filledWith } from '../filled.ts'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

export const deletion = new Hono<App>()

deletion.get(site.deletion.path, (c) => {
  const page = pageInfo(c)
  const { name, deletionDueAt } = memberOf(c).account
  if (deletionDueAt !== null) return c.html(<WithdrawalPage page={page} name={name} dueAt={deletionDueAt} />)
  return c.html(<DeletionPage page={page} name={name} dueAt={page.now + DELETION_GRACE} filled={EMPTY} />)
})

deletion.post(site.deletionAsking.path, async (c) => {
  const { account } = memberOf(c)
  const form = await readForm(c, deletionAsking)
  const asked = form.ok ? await c.var.services.ownAccount.askDeletion(actorOf(c), form.value.name) : form
  if (asked.ok) {
    if (account.deletionDueAt === null) tellOfDeletion(c, asked.value.value)
    leaveNotice(c, asked.value.inForce ? 'deletion_asked' : 'pending')
    return c.redirect(href(site.account), 303)
  }
  const filled = filledWith(form.values, asked)
  if (!filled) return failurePage(c, asked.code, c.var.requestId)
  const page = pageInfo(c)
  return c.html(<DeletionPage page={page} name={account.name} dueAt={page.now + DELETION_GRACE} filled={filled} />, 422)
})

deletion.post(site.deletionWithdrawal.path, async (c) => {
  const withdrawn = await c.var.services.ownAccount.withdrawDeletion(actorOf(c))
  if (!withdrawn.ok) return failurePage(c, withdrawn.code, c.var.requestId)
  leaveNotice(c, withdrawn.value.inForce ? 'deletion_withdrawn' : 'pending')
  return c.redirect(href(site.account), 303)
})
