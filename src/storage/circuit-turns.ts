import { desc, eq, gte, inArray, lt, max } from 'drizzle-orm'
import type { CircuitTurn, Turned } from '../domain/routing/circuit.ts'
import type { Database } from './database.ts'
import { circuitTurns } from './schema.ts'

const KEPT_MS = 30 * 24 * 3_600_000

const COLUMNS = { at: circuitTurns.at, turned: circuitTurns.turned, colo: circuitTurns.colo }

/** Keeps that an isolate's circuit of a route opened or closed; `at` is UTC ms. */
export async function keepTurn(db: Database, routeId: string, turn: CircuitTurn): Promise<void> {
  await db.insert(circuitTurns).values({ routeId, ...turn })
}

/** A route's newest turns, newest first. */
export const turnsOf = (db: Database, routeId: string, limit: number): Promise<CircuitTurn[]> =>
  db
    .select(COLUMNS)
    .from(circuitTurns)
    .where(eq(circuitTurns.routeId, routeId))
    .orderBy(desc(circuitTurns.at), desc(circuitTurns.id))
    .limit(limit)

/** The newest turn of each route that had one since then, UTC ms. */
export async function newestTurns(db: Database, since: number): Promise<Map<string, CircuitTurn>> {
  // Beside one max() SQLite takes the other columns from its row: https://www.sqlite.org/lang_select.html#bareagg
  const rows: { routeId: string; at: number | null; turned: Turned; colo: string }[] = await db
    .select({ ...COLUMNS, routeId: circuitTurns.routeId, at: max(circuitTurns.at) })
    .from(circuitTurns)
    .where(gte(circuitTurns.at, since))
    .groupBy(circuitTurns.routeId)
  return new Map(rows.map(({ routeId, at, ...turn }) => [routeId, { ...turn, at: at ?? 0 }]))
}

/** Deletes up to `limit` turns of more than 30 days before `now` (UTC ms); how many there were. */
export async function deleteOldTurns(db: Database, now: number, limit: number): Promise<number> {
  const old = lt(circuitTurns.at, now - KEPT_MS)
  const lot = db.select({ id: circuitTurns.id }).from(circuitTurns).where(old).limit(limit)
  const gone = await db.delete(circuitTurns).where(inArray(circuitTurns.id, lot))
  return gone.meta.changes
}
