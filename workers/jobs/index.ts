import { WorkerEntrypoint } from 'cloudflare:workers'
import type { PasswordsFace, Verdict } from '../../src/domain/people/passwords.ts'
import { hashPassword, verifyPassword } from '../../src/domain/people/phc.ts'
import { random } from '../../src/platform/random.ts'
import type { JobsEnv } from './env.ts'
import { everyMinute } from './every-minute.ts'
import { keepFailed } from './failed-jobs.ts'

export { SignInThrottle } from './sign-in-throttle.ts'

/** Hashes passwords for the app, outside the isolate that serves the gateway. */
export class Passwords extends WorkerEntrypoint<JobsEnv> implements PasswordsFace {
  async hash(password: string): Promise<string> {
    return hashPassword(password, random)
  }

  async verify(password: string, phc: string | null): Promise<Verdict> {
    return verifyPassword(password, phc)
  }
}

export default {
  async scheduled(_controller, env) {
    await everyMinute(env, Date.now())
  },
  async queue(batch, env) {
    await keepFailed(env.DB, batch, Date.now())
  },
} satisfies ExportedHandler<JobsEnv>
