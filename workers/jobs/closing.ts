import { type Close, lastOver, makeClose, monthOf } from '../../src/domain/billing/close.ts'
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
/** When lots are asked for again that a wrong setting kept from being closed, seconds. */
const MENDED_S = 600
/** For how long accounts of the last month wait at most until the hour's run, which queues what is left, takes them up. */
const WAITS = 60
/** So long before another month is the last, such a run may not come any more, ms. */
const TWO_HOURS = 7_200_000

/**
 * Closes the accounts of some lots. Who has to wait comes back by a message of their own; a lot in which one failed is tried
 * again, without them.
 */
export async function closeLots(env: JobsEnv, batch: MessageBatch<Lot>, clock: () => number): Promise<void> {
  const log = logOf()
  let terms: ReturnType<typeof billSettings>
  try {
    terms = billSettings(env)
  } catch (error) {
    log({ event: 'closing.failed', error: String(error) })
    return batch.retryAll({ delaySeconds: MENDED_S })
  }
  const close = makeClose({
    store: closingStore(env.DB),
    push: (tag) => meterOf(env.METER, tag).push(tag),
    ledger: (tag) => ledgerOf(env.METER, tag),
    terms,
    clock,
    ids: makeIds(clock, random),
  })
  const lots = batch.messages.map((message) => ({
    message,
    waiting: [] as Lot['accounts'],
    failed: [] as Lot['accounts'],
  }))
  const work = lots.flatMap((lot) => lot.message.body.accounts.map((account) => ({ lot, account })))

  const one = async ({ lot, account }: (typeof work)[number]) => {
    const { period } = lot.message.body
    const fail = (error: string) => {
      lot.failed.push(account)
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

  for (const { message, waiting, failed } of lots) {
    const { body, attempts } = message
    const waits = (body.waits ?? 0) + 1
    // Every hour's run would else add a message to those that go round.
    const isTakenUp = waits > WAITS && body.period === lastOver(clock() + TWO_HOURS).name
    if (waiting.length > 0 && !isTakenUp)
      await env.CLOSING.send({ ...body, accounts: waiting, waits }, { delaySeconds: WAIT_S })
    if (failed.length === 0) message.ack()
    else if (waiting.length === 0) message.retry({ delaySeconds: WAIT_S * attempts })
    else {
      await env.CLOSING.send({ ...body, accounts: failed }, { delaySeconds: WAIT_S * attempts })
      message.ack()
    }
  }
}
