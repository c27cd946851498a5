import type { JobsEnv } from './env.ts'
import { tasksOf } from './tasks.ts'

/** Does what must happen without anyone asking. One task's failure does not keep the others from their turn. */
export async function everyMinute(env: JobsEnv, now: number): Promise<void> {
  const results = await Promise.allSettled(tasksOf(env, now).map((task) => task()))
  const errors = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason)
  // Cron shows a run that threw as failed; the next one is a minute away.
  if (errors.length > 0) throw new AggregateError(errors, 'a task of the minute failed')
}
