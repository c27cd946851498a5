import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { expect, test, vi } from 'vitest'
import mailer from './index.ts'

test('without a transport no mail counts as sent', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const batch = createMessageBatch('tollgate-mail', [{ id: 'm1', timestamp: new Date(0), attempts: 1, body: {} }])
  mailer.queue(batch)
  const result = await getQueueResult(batch, createExecutionContext())
  expect([result.explicitAcks, result.retryMessages.map(({ msgId }) => msgId)]).toEqual([[], ['m1']])
})
