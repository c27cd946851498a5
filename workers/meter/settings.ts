/** How much of what happens here is told, each a share from 0 to 1 of the calls that ended well. */
export interface TelemetrySettings {
  /** Lines of the log; 0 writes none at all. */
  CALL_LOG_SAMPLING: number
  /** Points of Analytics Engine; 0 writes none at all. */
  CALL_POINT_SAMPLING: number
}

const NAMES = ['CALL_LOG_SAMPLING', 'CALL_POINT_SAMPLING'] as const
const told = new Set<string>()

/**
 * Parses the meter's settings, by hand: a schema would make up most of this Worker. Development is quiet unless it is told
 * otherwise. One that is wrong is told once an isolate, and its default is in force: no call fails for it.
 */
export function telemetrySettings(env: Record<string, unknown>): TelemetrySettings {
  const usual = env.ENVIRONMENT === 'development' ? 0 : 1
  const [log, point] = NAMES.map((name) => shareOf(name, env[name], usual))
  return { CALL_LOG_SAMPLING: log ?? usual, CALL_POINT_SAMPLING: point ?? usual }
}

function shareOf(name: string, given: unknown, usual: number): number {
  if (given === undefined || given === '') return usual
  const share = Number(given)
  if (share >= 0 && share <= 1) return share
  if (!told.has(name)) {
    told.add(name)
    const remedy = `set it to a number from 0 to 1; until then it is ${usual}`
    console.log(JSON.stringify({ event: 'setting.wrong', setting: name, remedy }))
  }
  return usual
}
