import { requestIdOf, withoutLink } from '../../src/domain/mail.ts'
import { logOf } from '../../src/platform/log.ts'
import { keepFailedJob } from '../../src/storage/failed-jobs.ts'
import { deliverMail } from './deliver.ts'
import type { MailerEnv } from './env.ts'
import { readMail } from './mail-input.ts'
import { Permanent, Temporary } from './transports/transport.ts'

const FIRST_WAIT_S = 15
/** Queues delay no longer. */
const LONGEST_WAIT_S = 12 * 3_600

/** Seconds until the next try: 15, 60, 240, 960, or as long as the other side asked for. */
export const waitOf = (attempts: number, asked: number | null): number =>
  Math.min(LONGEST_WAIT_S, Math.max(asked ?? 0, FIRST_WAIT_S * 4 ** (attempts - 1)))

async function take(env: MailerEnv, queue: string, message: globalThis.Message<unknown>): Promise<void> {
  const { id, body, attempts } = message
  try {
    await deliverMail(env, readMail(body))
    message.ack()
  } catch (error) {
    const said = error instanceof Permanent || error instanceof Temporary ? error.message : String(error)
    logOf(requestIdOf(body))({ event: 'mail.unsent', message: id, attempts, error: said })
    if (!(error instanceof Permanent)) {
      const asked = error instanceof Temporary ? error.retryAfterSeconds : null
      return message.retry({ delaySeconds: waitOf(attempts, asked) })
    }
    await keepFailedJob(env.DB, { messageId: id, queue, body: withoutLink(body), error: said, failedAt: Date.now() })
    message.ack()
  }
}

/** Sends each mail of a batch. One that fails keeps no other from leaving. */
export async function consume(env: MailerEnv, batch: MessageBatch<unknown>): Promise<void> {
  for (const message of batch.messages) {
    try {
      await take(env, batch.queue, message)
    } catch (error) {
      logOf(requestIdOf(message.body))({ event: 'mail.unkept', message: message.id, error: String(error) })
      message.retry({ delaySeconds: FIRST_WAIT_S })
    }
  }
}
