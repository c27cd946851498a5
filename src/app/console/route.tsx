import { type Context, Hono } from 'hono'
import { SecretRemovalPage } from '../../../views/console/route/secret-removal.tsx'
import { SECTIONS, type Section } from '../../../views/console/route/sections.ts'
import { RoutePage, RouteParts, type RouteProps } from '../../../views/console/route.tsx'
import { EMPTY } from '../../../views/ui/field.tsx'
import type { GatewayRoute } from '../../domain/routing/route.ts'
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

const NO_TRIAL = { filled: EMPTY, report: null }
type Shown = Partial<Pick<RouteProps, 'edit' | 'filled' | 'saved' | 'trial'>>

/** A route's page, or for htmx the part of it that changes. */
export async function showRoute(c: Context<App>, of: GatewayRoute, shown: Shown, status: 200 | 422 = 200) {
  const props = { page: pageInfo(c), route: of, edit: null, filled: EMPTY, saved: null, trial: NO_TRIAL, ...shown }
  if (isPartial(c)) return c.html(<RouteParts {...props} />, status)
  return c.html(<RoutePage {...props} turns={await c.var.services.routes.turns(of.id)} />, status)
}

route.get(consolePages.route.path, async (c) => {
  const known = await found(c)
  if (!known) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return showRoute(c, known, { edit: sectionNamed(c.req.query('edit')) })
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
  if (changed.ok) return showRoute(c, changed.value, { saved: section })
  const filled = filledWith(form.values, changed)
  const before = filled && (await found(c))
  if (!before) return failurePage(c, filled ? 'NOT_FOUND' : changed.code, c.var.requestId)
  return showRoute(c, before, { edit: section, filled }, 422)
})

route.get(consolePages.routeSecretRemoval.path, async (c) => {
  const known = await found(c)
  if (!known?.options.secret) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const { header } = known.options.secret
  return c.html(<SecretRemovalPage page={pageInfo(c)} route={known} header={header} />)
})

route.post(consolePages.routeSecretRemoving.path, async (c) => {
  const id = c.req.param('id')
  const changed = await c.var.services.routes.change(operatorOf(c), id, { secret: null })
  if (!changed.ok) return failurePage(c, changed.code, c.var.requestId)
  leaveNotice(c, 'route_changed')
  return c.redirect(href(consolePages.route, { id }), 303)
})
