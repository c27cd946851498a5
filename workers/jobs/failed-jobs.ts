import { requestIdOf, withoutLink } from '../../src/domain/mail.ts'
import { logOf } from '../../src/platform/log.ts'
import { keepFailedJob } from '../../src/storage/failed-jobs.ts'

/** Keeps each dead message as a row that an operator sees. One that cannot be kept is tried again; its siblings are kept. */
export async function keepFailed(d1: D1Database, batch: MessageBatch<unknown>, now: number): Promise<void> {
  for (const message of batch.messages) {
    const { id: messageId } = message
    const body = withoutLink(message.body)
    try {
      await keepFailedJob(d1, { messageId, queue: batch.queue, body, error: 'its consumer gave up', failedAt: now })
      message.ack()
    } catch (error) {
      logOf(requestIdOf(body))({ event: 'job.unkept', message: messageId, error: String(error) })
      message.retry({ delaySeconds: 60 })
    }
  }
}
