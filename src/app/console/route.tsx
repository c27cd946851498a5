import { type Context, Hono } from 'hono'
import { SecretRemovalPage } from '../../../views/console/route/secret-removal.tsx'
import { SECTIONS, type Section } from '../../../views/console/route/sections.ts'
import { RoutePage, RouteParts } from '../../../views/console/route.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { routeChange } from '../route-input.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { leaveNotice } from '../site/notice.ts'
import { isPartial, pageInfo } from '../site/page.ts'
import { readRouteForm } from './route-form.ts'

export const route = new Hono<App>()

const found = (c: Context<App>) => c.var.services.routes.find(c.req.param('id') ?? '')
const sectionNamed = (text: string | undefined): Section | null => SECTIONS.find((section) => section === text) ?? null

route.get(consolePages.route.path, async (c) => {
  const found_ = await found(c)
  if (!found_) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const View = isPartial(c) ? RouteParts : RoutePage
  const edit = sectionNamed(c.req.query('edit'))
  return c.html(<View page={pageInfo(c)} route={found_} edit={edit} filled={EMPTY} saved={null} />)
})

route.post(consolePages.routeChange.path, async (c) => {
  const id = c.req.param('id')
  const form = await readRouteForm(c, routeChange)
  const changed = form.ok ? await c.var.services.routes.change(operatorOf(c), id, form.value) : form
  if (changed.ok && !isPartial(c)) {
    leaveNotice(c, 'route_changed')
    return c.redirect(href(consolePages.route, { id }), 303)
  }
  const section = sectionNamed(form.values.edit)
  const View = isPartial(c) ? RouteParts : RoutePage
  if (changed.ok) {
    return c.html(<View page={pageInfo(c)} route={changed.value} edit={null} filled={EMPTY} saved={section} />)
  }
  const filled = filledWith(form.values, changed)
  const before = filled && (await found(c))
  if (!before) return failurePage(c, filled ? 'NOT_FOUND' : changed.code, c.var.requestId)
  return c.html(<View page={pageInfo(c)} route={before} edit={section} filled={filled} saved={null} />, 422)
})

route.get(consolePages.routeSecretRemoval.path, async (c) => {
  const found_ = await found(c)
  if (!found_?.options.secret) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const { header } = found_.options.secret
  return c.html(<SecretRemovalPage page={pageInfo(c)} route={found_} header={header} />)
})

route.post(consolePages.routeSecretRemoving.path, async (c) => {
  const id = c.req.param('id')
  const changed = await c.var.services.routes.change(operatorOf(c), id, { secret: null })
  if (!changed.ok) return failurePage(c, changed.code, c.var.requestId)
  leaveNotice(c, 'route_changed')
  return c.redirect(href(consolePages.route, { id }), 303)
})
