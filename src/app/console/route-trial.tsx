import { Hono } from 'hono'
import { RouteTrial } from '../../../views/console/route/trial.tsx'
import type { Filled } from '../../../views/ui/field.tsx'
import { failed } from '../../domain/failures.ts'
import type { TrialReport } from '../../domain/routing/trial.ts'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { readForm } from '../middleware/form.ts'
import { consolePages, href } from '../routes.ts'
import { failurePage } from '../site/failure.tsx'
import { filledWith } from '../site/filled.ts'
import { isPartial, pageInfo } from '../site/page.ts'
import { showRoute } from './route.tsx'
import { requestOf, tryRoute } from './trial.ts'
import { trialForm } from './trial-form.ts'

export const routeTrial = new Hono<App>()

// Where a reload of a trial's answer leads, and who chooses another language on it.
routeTrial.get(consolePages.routeTrial.path, async (c) => {
  const known = await c.var.services.routes.find(c.req.param('id'))
  if (!known) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  return c.redirect(`${href(consolePages.route, { id: known.id })}#trial`, 303)
})

routeTrial.post(consolePages.routeTrying.path, async (c) => {
  const { routes, trials } = c.var.services
  const route = await routes.find(c.req.param('id'))
  if (!route) return failurePage(c, 'NOT_FOUND', c.var.requestId)
  const answer = (filled: Filled, report: TrialReport | null) => {
    const status = report ? 200 : 422
    if (!isPartial(c)) return showRoute(c, route, { trial: { filled, report } }, status)
    return c.html(<RouteTrial page={pageInfo(c)} route={route} filled={filled} report={report} />, status)
  }
  const form = await readForm(c, trialForm)
  if (!form.ok) {
    const filled = filledWith(form.values, form)
    return filled ? answer(filled, null) : failurePage(c, form.code, c.var.requestId)
  }
  const { as, key: named, ...trial } = form.value
  const key = as === 'key' ? await trials.key(named) : null
  const request = requestOf(c, route, trial)
  const wrong =
    key?.ok === false ? key : request ? null : failed('VALIDATION_FAILED', [{ field: 'path', problem: 'format' }])
  if (wrong || !request) return answer({ values: form.values, errors: wrong?.errors ?? [] }, null)
  const tried = key?.ok ? key.value : null
  await trials.begin(operatorOf(c), route.id, { method: trial.method, path: new URL(request.url).pathname, key: tried })
  const report = await tryRoute(c, { request, trial, route, key: tried })
  return answer({ values: form.values, errors: [] }, report)
})
