import type { Lot } from '../../src/domain/billing/runs.ts'
import type { Mail } from '../../src/domain/mail.ts'

/** What workers/jobs/wrangler.toml binds; settings come as text beside these. */
export interface JobsEnv {
  DB: D1Database
  METER: DurableObjectNamespace
  MAIL: Queue<Mail>
  CLOSING: Queue<Lot>
  ARCHIVE: R2Bucket
}
