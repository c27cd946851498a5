export { Passwords, SignInThrottle } from '../../workers/jobs/index.ts'
export { Mailer } from '../../workers/mailer/index.ts'
export { AccountMeter } from '../../workers/meter/index.ts'

// What Pages does: the most specific function answers.
function functionFor(path: string) {
  if (/^\/api(\/|$)/.test(path)) return import('../../functions/api/[[path]].ts')
  if (/^\/admin(\/|$)/.test(path)) return import('../../functions/admin/[[path]].ts')
  return import('../../functions/[[path]].ts')
}

export default {
  async fetch(request, env, ctx) {
    const { onRequest } = await functionFor(new URL(request.url).pathname)
    const next = () => new Response('Not found', { status: 404 })
    const waitUntil = ctx.waitUntil.bind(ctx)
    return onRequest({ request, env, next, waitUntil } as unknown as Parameters<typeof onRequest>[0])
  },
} satisfies ExportedHandler
