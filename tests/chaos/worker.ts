import type { AccountMeterFace } from '../../src/domain/metering/face.ts'
import { reconcileAccount } from '../../src/storage/reconcile.ts'
import { save } from './change.ts'
import { begin, type Env } from './chaos-meter.ts'
import type { Errand } from './faults.ts'
import { isolate, rest } from './isolate.ts'

export { ChaosMeter } from './chaos-meter.ts'

/** Sends one message so many times at once: each answer, null for one that did not come. */
async function sent<T>(times: number, send: () => Promise<T>): Promise<(T | null)[]> {
  const answers = await Promise.allSettled(Array.from({ length: times }, send))
  return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : null))
}

const ignore = () => {}

async function run(env: Env, errand: Errand, ctx: ExecutionContext): Promise<unknown> {
  const meterOf = (tag: string) => env.METER.get(env.METER.idFromName(tag))
  switch (errand.do) {
    case 'admit': {
      const { tag, call, ended, times, lateMs } = errand
      const admit = () => meterOf(tag).admit(tag, call, ended)
      if (lateMs !== null) ctx.waitUntil(rest(lateMs).then(admit).then(ignore, ignore))
      return sent(times, admit)
    }
    case 'settle':
      return sent(errand.times, () =>
        meterOf(errand.tag)
          .settle(errand.ended)
          .then(() => true),
      )
    case 'renew':
      return meterOf(errand.tag).renew(errand.ids)
    case 'push':
      return meterOf(errand.tag).push(errand.tag)
    case 'view':
      return meterOf(errand.tag).view(errand.tag)
    case 'ledger':
      return meterOf(errand.tag).ledger(errand.tag)
    case 'reconcile': {
      const { accountId, tag } = errand
      const face = meterOf(tag) as unknown as AccountMeterFace
      return reconcileAccount({ d1: env.DB, ledger: () => face.ledger(tag) }, accountId, 0)
    }
    case 'evict':
      return meterOf(errand.tag).evict()
    case 'ring':
      return meterOf(errand.tag).ring()
    case 'change':
      return save(env.DB, errand.accountId, errand.change, errand.at, errand.eventId)
    case 'clock':
      isolate.offset = errand.offset
      return Promise.all(
        errand.tags.map((tag) =>
          meterOf(tag)
            .turn()
            .catch(() => {}),
        ),
      )
    case 'faults':
      Object.assign(isolate, { d1Faults: errand.d1, batches: 0, stop: errand.stop })
      return null
    case 'read':
      return (await env.DB.prepare(errand.query).all()).results
  }
}

/** The caller: does one errand of the driver's, and answers with what came of it. */
export default {
  async fetch(request, env, ctx) {
    begin(env)
    try {
      return Response.json({ answer: (await run(env, await request.json<Errand>(), ctx)) ?? null })
    } catch (error) {
      return Response.json({ error: String(error) }, { status: 500 })
    }
  },
} satisfies ExportedHandler<Env>
