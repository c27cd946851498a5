import type { Context } from 'hono'
import type { App } from './context.ts'

/** Does work behind the answer, which it neither delays nor fails; `event` names it in the log when it does. */
export function behind(c: Context<App>, event: string, work: () => Promise<void>): void {
  const failed = (error: unknown) =>
    console.log(JSON.stringify({ event, request_id: c.var.requestId, error: (error as Error).name }))
  c.executionCtx.waitUntil(work().catch(failed))
}
