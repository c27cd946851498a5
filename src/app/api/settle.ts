import type { Context } from 'hono'
import type { Decision } from '../../domain/metering/decision.ts'
import type { Settlement } from '../../domain/metering/face.ts'
import type { CreditReader } from '../../domain/metering/said-credits.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'
import { meterOf } from '../../platform/meter.ts'
import { Settlements } from '../../platform/settlements.ts'
import type { BodyEnd } from '../../platform/watched-body.ts'
import type { App } from '../context.ts'
import { statusOf } from '../errors.ts'

const RENEW_EVERY_MS = 30_000
const clock = Date.now

/** Ends of calls on their way to their meters. */
export const settlements = new Settlements(clock)

/** A call that was admitted. */
export interface Admitted {
  id: string
  tag: string
  route: GatewayRoute
  /** After /api. */
  path: string
  decision: Decision
  /** The upstream's own; null for none. */
  secret: string | null
  /** UTC ms. */
  began: number
}

/** Lets work go on behind the answer, if there is any. */
export function goOn(c: Context<App>, work: Promise<void> | null): void {
  if (work) c.executionCtx.waitUntil(work)
}

/** The answer's status, how long the upstream took to begin it, and who knows what it says of the price. */
export type Head = Pick<Settlement, 'status' | 'upstreamMs'> & { price: CreditReader | null }

/** The end of an answer without a body. */
export const EMPTY: BodyEnd = { how: 'sent', bytes: 0 }

/** Tells the meter twice a minute that the call goes on, and settles it with its body's end. */
export async function settleBehind(
  c: Context<App>,
  call: Admitted,
  head: Head,
  ended: Promise<BodyEnd>,
): Promise<void> {
  const meter = meterOf(c.env.METER, call.tag)
  const timer = setInterval(() => c.executionCtx.waitUntil(meter.renew([call.id]).catch(() => {})), RENEW_EVERY_MS)
  const end = await ended
  clearInterval(timer)
  await settle(c, call, head, end)
}

/** A client that hangs up has been served. A body that turned out too large was refused, and costs nothing anywhere. */
export function settle(c: Context<App>, call: Admitted, head: Head, { how, bytes }: BodyEnd): Promise<void> | null {
  const { status, upstreamMs, price } = head
  const outcome = how === 'broken' || status >= 500 ? 'failed' : 'ok'
  const refund = outcome === 'failed' && (!call.route.billFailures || status === statusOf('BODY_TOO_LARGE'))
  const ms = clock() - call.began
  const end: Settlement = { id: call.id, outcome, status, ms, upstreamMs, bytes, refund }
  const credits = price?.value
  if (typeof credits === 'number') end.credits = credits
  return settlements.add(call.tag, [end], c.env.METER)
}

/** Settles a call that broke here after it was admitted: it costs nothing. */
export function giveUp(c: Context<App>, { id, tag, began }: Admitted, error: unknown): never {
  const unmeasured = { ms: clock() - began, upstreamMs: null, bytes: 0 }
  goOn(c, settlements.add(tag, [{ id, outcome: 'failed', status: 500, ...unmeasured, refund: true }], c.env.METER))
  throw error
}

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
