/** A message that its consumer gave up on. */
export interface FailedJob {
  /** The message's own id: kept twice, it is one row. */
  messageId: string
  queue: string
  body: unknown
  error: string
  /** UTC ms. */
  failedAt: number
}

/** Keeps a failed job where an operator sees it. */
export async function keepFailedJob(d1: D1Database, job: FailedJob): Promise<void> {
  await d1
    .prepare(
      'INSERT INTO failed_jobs (id, queue, body, error, failed_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .bind(`job_${job.messageId}`, job.queue, JSON.stringify(job.body), job.error, job.failedAt)
    .run()
}
