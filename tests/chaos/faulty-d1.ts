import { isolate, reach, rest } from './isolate.ts'

const SLOW_MS = 60
const LATE_MS = 150

/** D1 as the meter uses it, with the fault that is next in turn. */
export function faulty<T extends D1Database | D1DatabaseSession>(d1: T): T {
  const batch = async (statements: D1PreparedStatement[]) => {
    const fault = isolate.d1Faults[isolate.batches++ % Math.max(1, isolate.d1Faults.length)] ?? 'none'
    await reach('before a batch')
    if (fault === 'fails') throw new Error('D1 is away')
    if (fault === 'comes late') {
      setTimeout(() => d1.batch(statements).catch(() => {}), LATE_MS)
      throw new Error('D1 gave no answer in time')
    }
    if (fault === 'slow') await rest(SLOW_MS)
    const results = await d1.batch(statements)
    if (fault === 'slow') await rest(SLOW_MS)
    await reach('after a batch')
    if (fault === 'loses its answer') throw new Error("D1's answer was lost")
    return results
  }
  const withSession = (constraint: string) => faulty((d1 as D1Database).withSession(constraint))
  return { prepare: (query: string) => d1.prepare(query), batch, withSession } as unknown as T
}
