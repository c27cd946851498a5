import { onRequest as site } from '../../functions/[[path]].ts'
import { onRequest as operators } from '../../functions/admin/[[path]].ts'
import { onRequest as api } from '../../functions/api/[[path]].ts'

export { Passwords } from '../../workers/jobs/index.ts'
export { AccountMeter } from '../../workers/meter/index.ts'

// What Pages does: the most specific function answers.
function functionFor(path: string) {
  if (/^\/api(\/|$)/.test(path)) return api
  if (/^\/admin(\/|$)/.test(path)) return operators
  return site
}

export default {
  fetch(request, env, ctx) {
    const onRequest = functionFor(new URL(request.url).pathname)
    const context = {
      request,
      env,
      next: () => new Response('Not found', { status: 404 }),
      waitUntil: ctx.waitUntil.bind(ctx),
    }
    return onRequest(context as unknown as Parameters<typeof onRequest>[0])
  },
} satisfies ExportedHandler
