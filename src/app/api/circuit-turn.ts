import type { Context } from 'hono'
import type { Turned } from '../../domain/routing/circuit.ts'
import type { GatewayRoute } from '../../domain/routing/route.ts'
import { keepTurn } from '../../storage/circuit-turns.ts'
import { database } from '../../storage/database.ts'
import { behind } from '../behind.ts'
import type { App } from '../context.ts'

/** Keeps for operators that this isolate's circuit of a route turned, behind the answer. */
export function reportTurn(c: Context<App>, { id }: GatewayRoute, turned: Turned): void {
  const { colo = '' } = (c.req.raw.cf ?? {}) as { colo?: string }
  const turn = { at: Date.now(), turned, colo }
  behind(c, 'circuit.unreported', () => keepTurn(database(c.env.DB), id, turn))
}
