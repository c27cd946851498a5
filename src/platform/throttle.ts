import { mustWait, ok } from '../domain/failures.ts'
import type { SubjectFace, Throttle, Try } from '../domain/people/tries.ts'
import { type Log, logOf } from './log.ts'
import { within } from './meter.ts'

const ANSWER_WITHIN_MS = 5_000
const AGAIN_AFTER_S = 5

/** The throttle over its objects, one a subject. Nobody passes while one of them cannot be reached. */
export function makeThrottle(namespace: DurableObjectNamespace, log: Log = logOf()): Throttle {
  const report = (error: unknown) => log({ event: 'throttle.unreachable', error: String(error) })
  const objectOf = ({ subject }: Try) => namespace.get(namespace.idFromName(subject)) as unknown as SubjectFace

  /** Makes a subject's tries fewer. Where that fails they stay counted, which is the safe side. */
  const lower = async (work: Promise<void>[]) => {
    for (const result of await Promise.allSettled(work.map((one) => within(ANSWER_WITHIN_MS, one))))
      if (result.status === 'rejected') report(result.reason)
  }

  return {
    async enter(tries) {
      const counted: { one: Try; end: number }[] = []
      try {
        for (const one of tries) {
          const taken = await within(ANSWER_WITHIN_MS, objectOf(one).take(one.allowance))
          if (taken.end === null) {
            await lower(counted.map(({ one, end }) => objectOf(one).giveBack(end)))
            return mustWait('TOO_MANY_TRIES', Math.ceil(taken.waitMs / 1_000))
          }
          counted.push({ one, end: taken.end })
        }
      } catch (error) {
        report(error)
        return mustWait('THROTTLE_UNAVAILABLE', AGAIN_AFTER_S)
      }
      return ok({
        succeeded: () =>
          lower(
            counted.flatMap(({ one, end }) => {
              if (one.success === 'keep') return []
              return [one.success === 'forget' ? objectOf(one).forget() : objectOf(one).giveBack(end)]
            }),
          ),
      })
    },

    async waitOf(tries) {
      try {
        const waits = await Promise.all(
          tries.map((one) => within(ANSWER_WITHIN_MS, objectOf(one).waitOf(one.allowance))),
        )
        return Math.ceil(Math.max(0, ...waits) / 1_000)
      } catch (error) {
        report(error)
        return 0
      }
    },
  }
}
