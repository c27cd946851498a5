import { type Context, Hono } from 'hono'
import { AccountPage } from '../../../../views/site/settings/account.tsx'
import { EMPTY, type Filled } from '../../../../views/ui/field.tsx'
import { may } from '../../../domain/people/roles.ts'
import { accountZip } from '../../account-export.ts'
import { accountName, leakResponse } from '../../account-input.ts'
import { actorOf, memberOf, originOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { readForm } from '../../middleware/form.ts'
import { href, site } from '../../routes.ts'
import { failurePage } from '../failure.tsx'
import { filledWith } from '../filled.ts'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

export const account = new Hono<App>()

async function page(c: Context<App>, filled: Filled, status: 200 | 422) {
  const { account, role } = memberOf(c)
  const contents = await c.var.services.ownAccount.contents(account.id)
  const acts = { write: may(role, 'account.write'), leave: may(role, 'account.delete') }
  return c.html(
    <AccountPage
      page={pageInfo(c)}
      account={account}
      contents={contents}
      may={acts}
      filled={filled}
      isScanned={c.var.settings.SECRET_SCANNING_KEYS_URL !== undefined}
    />,
    status,
  )
}

account.get(site.account.path, (c) => page(c, EMPTY, 200))

account.post(site.accountName.path, async (c) => {
  const form = await readForm(c, accountName)
  if (form.ok) {
    await c.var.services.ownAccount.rename(actorOf(c), form.value.name)
    leaveNotice(c, 'account_renamed')
    return c.redirect(href(site.account), 303)
  }
  const filled = filledWith(form.values, form)
  return filled ? page(c, filled, 422) : failurePage(c, form.code, c.var.requestId)
})

account.post(site.leakResponse.path, async (c) => {
  const form = await readForm(c, leakResponse)
  if (!form.ok) return failurePage(c, form.code, c.var.requestId)
  await c.var.services.leaks.choose(memberOf(c), form.value.response, originOf(c))
  leaveNotice(c, 'leak_response_saved')
  return c.redirect(href(site.account), 303)
})

account.get(site.accountExport.path, async (c) => {
  const zip = await accountZip(c)
  return zip.ok ? zip.value : failurePage(c, zip.code, c.var.requestId)
})
