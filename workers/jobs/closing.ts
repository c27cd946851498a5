import { type Close, makeClose, monthOf } from '../../src/domain/billing/close.ts'
import type { Lot } from '../../src/domain/billing/runs.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { logOf } from '../../src/platform/log.ts'
import { ledgerOf, meterOf } from '../../src/platform/meter.ts'
import { random } from '../../src/platform/random.ts'
import { closingStore } from '../../src/storage/closing.ts'
import type { JobsEnv } from './env.ts'
import { billSettings } from './settings.ts'

/** Accounts that are closed at the same time. */
const AT_ONCE = 8
/** When accounts whose month is not settled are asked for again, and how much later with each failure, seconds. */
const WAIT_S = 60

/** Closes the accounts of some lots. Who has to wait comes back by a message of their own; a lot in which one failed is tried again. */
export async function closeLots(env: JobsEnv, batch: MessageBatch<Lot>, clock: () => number): Promise<void> {
  const log = logOf()
  const close = makeClose({
    store: closingStore(env.DB),
    push: (tag) => meterOf(env.METER, tag).push(tag),
    ledger: (tag) => ledgerOf(env.METER, tag),
    terms: billSettings(env),
    clock,
    ids: makeIds(clock, random),
  })
  const lots = batch.messages.map((message) => ({ message, waiting: [] as Lot['accounts'], isFailed: false }))
  const work = lots.flatMap((lot) => lot.message.body.accounts.map((account) => ({ lot, account })))

  const one = async ({ lot, account }: (typeof work)[number]) => {
    const { period } = lot.message.body
    const fail = (error: string) => {
      lot.isFailed = true
      log({ event: 'closing.failed', account: account.id, period, error })
    }
    try {
      const month = monthOf(period)
      if (!month) throw new Error('no month')
      const closed: Close = await close(account, month)
      if (closed.state === 'waits') lot.waiting.push(account)
      if (closed.state === 'refused') fail(closed.why)
    } catch (error) {
      fail(String(error))
    }
  }
  const next = async () => {
    for (let job = work.shift(); job; job = work.shift()) await one(job)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))

  for (const { message, waiting, isFailed } of lots) {
    if (isFailed) message.retry({ delaySeconds: WAIT_S * message.attempts })
    else {
      if (waiting.length > 0) await env.CLOSING.send({ ...message.body, accounts: waiting }, { delaySeconds: WAIT_S })
      message.ack()
    }
  }
}
