import { Hono } from 'hono'
import { AddressPage } from '../../../../views/site/settings/address.tsx'
import { EMPTY } from '../../../../views/ui/field.tsx'
import { mailVerification } from '../../access-mails.ts'
import { memberOf, originOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { retryHeader } from '../../errors.ts'
import { readForm } from '../../middleware/form.ts'
import { addressChange } from '../../people-input.ts'
import { href, site } from '../../routes.ts'
import { failurePage } from '../failure.tsx'
import { filledWith } from '../filled.ts'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

/** Asks for another mail address. */
export const address = new Hono<App>()

address.get(site.addressChange.path, (c) => c.html(<AddressPage page={pageInfo(c)} filled={EMPTY} />))

// Answered alike whoever has that address; a link to one that another user has confirmed is never mailed.
address.post(site.addressChanging.path, async (c) => {
  const form = await readForm(c, addressChange)
  const { people } = c.var.services
  const changed = form.ok ? await people.changeAddress(memberOf(c), form.value.email, originOf(c)) : form
  if (changed.ok) {
    if (changed.value.pendingEmail !== null) mailVerification(c, changed.value)
    leaveNotice(c, changed.value.pendingEmail === null ? 'address_kept' : 'link_sent')
    return c.redirect(href(site.password), 303)
  }
  const filled = filledWith(form.values, changed)
  const isLate = changed.code === 'TOO_MANY_TRIES'
  if (!filled && !isLate) return failurePage(c, changed.code, c.var.requestId)
  for (const [name, value] of Object.entries(retryHeader(changed))) c.header(name, value)
  const page = pageInfo(c)
  return c.html(
    <AddressPage page={page} filled={filled ?? { values: form.values, errors: [] }} problem={changed} />,
    isLate ? 429 : 422,
  )
})
