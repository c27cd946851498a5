import { Hono } from 'hono'
import { operatorOf } from '../actor.ts'
import type { App } from '../context.ts'
import { problem } from '../errors.ts'
import { readQuery } from '../middleware/query.ts'
import { differencesQuery } from '../reconciliation-input.ts'
import { json } from '../routes.ts'
import { differenceBody, listBody, runBody } from './bodies.ts'

export const adminReconciliation = new Hono<App>()

adminReconciliation.get(json.adminReconciliation.path, async (c) => {
  const query = readQuery(c, differencesQuery)
  if (!query.ok) return problem(c, query)
  const { reconciliation } = c.var.services
  const { cursor, limit } = query.value
  const [run, list] = await Promise.all([reconciliation.last(), reconciliation.differences(cursor ?? null, limit)])
  return c.json({ ...listBody(list, differenceBody), run: run && runBody(run) })
})

adminReconciliation.post(json.adminReconciling.path, async (c) =>
  c.json({ success: true, run: runBody(await c.var.services.reconciliation.advance()) }),
)

adminReconciliation.post(json.adminRepairing.path, async (c) => {
  const { repair, reconciliation } = c.var.services
  const repaired = await repair(operatorOf(c))
  return c.json({ success: true, repaired, run: runBody(await reconciliation.advance()) })
})
