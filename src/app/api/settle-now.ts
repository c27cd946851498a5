import type { Context } from 'hono'
import type { App } from '../context.ts'
import { goOn, settlements } from './pass-on.ts'

/** Ends a call that someone else answers, as soon as it was admitted: it counts. `began` is UTC ms. */
export function settleNow(c: Context<App>, tag: string, began: number): void {
  const ended = {
    id: c.var.requestId,
    outcome: 'ok',
    status: 200,
    ms: Date.now() - began,
    upstreamMs: null,
    bytes: 0,
    refund: false,
  } as const
  goOn(c, settlements.add(tag, [ended], c.env.METER))
}
