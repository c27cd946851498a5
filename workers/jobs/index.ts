import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Lot } from '../../src/domain/billing/runs.ts'
import type { PasswordsFace, Verdict } from '../../src/domain/people/passwords.ts'
import { hashPassword, verifyPassword } from '../../src/domain/people/phc.ts'
import { logOf } from '../../src/platform/log.ts'
import { random } from '../../src/platform/random.ts'
import { closeLots } from './closing.ts'
import type { JobsEnv } from './env.ts'
import { everyMinute } from './every-minute.ts'
import { keepFailed } from './failed-jobs.ts'

export { SignInThrottle } from './sign-in-throttle.ts'

/** Hashes passwords for the app, outside the isolate that serves the gateway. */
export class Passwords extends WorkerEntrypoint<JobsEnv> implements PasswordsFace {
  async hash(password: string, requestId?: string): Promise<string> {
    return told(requestId, () => hashPassword(password, random))
  }

  async verify(password: string, phc: string | null, requestId?: string): Promise<Verdict> {
    return told(requestId, () => verifyPassword(password, phc))
  }
}

/** Names the request for which something broke here. */
async function told<T>(requestId: string | undefined, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    logOf(requestId)({ event: 'password.failed', error: (error as Error).name })
    throw error
  }
}

/** By the queue's name, which may go on with an environment's: -dead is where its failed messages land. */
const isOfClosings = (batch: MessageBatch<unknown>): batch is MessageBatch<Lot> =>
  /^tollgate-closing(?!-dead)/.test(batch.queue)

export default {
  async scheduled(_controller, env) {
    await everyMinute(env, Date.now())
  },
  async queue(batch, env) {
    if (isOfClosings(batch)) await closeLots(env, batch, Date.now)
    else await keepFailed(env.DB, batch, Date.now())
  },
} satisfies ExportedHandler<JobsEnv>
