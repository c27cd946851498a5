import type { Clock } from '../clock.ts'
import { steadyId } from '../ids.ts'
import type { Mail } from '../mail.ts'
import { isNobodys } from '../people/address.ts'
import type { User } from '../people/people.ts'
import { endOfPeriod } from '../periods.ts'
import type { QuotaNotice } from './notices.ts'

/** A member who wants to read of their account's usage. */
export type Reader = Pick<User, 'id' | 'email' | 'emailVerifiedAt' | 'locale' | 'timeZone'>

/** What an account has not been told yet, and whom to tell. */
export interface UntoldNotice extends QuotaNotice {
  accountId: string
  accountName: string
  /** When it was noticed, UTC ms. */
  at: number
  readers: Reader[]
}

export interface QuotaMailPorts {
  /** The oldest that nobody was told of. */
  untold: (limit: number) => Promise<UntoldNotice[]>
  /** Marks them as told. */
  told: (notices: readonly UntoldNotice[], now: number) => Promise<void>
  post: (mail: Mail) => Promise<void>
  /** Where the usage is shown: a whole address. */
  url: () => string
  /** Whether only confirmed addresses are written to. */
  onlyVerified: boolean
  clock: Clock
}

const NOTICES = 50

/**
 * Writes to the people of accounts that have used 80 % or all of a period's credits. A mail's id follows from what it
 * says and to whom, and a notice counts as told only once all its mails are queued: a run that was killed is run again.
 */
export function makeQuotaMails({ untold, told, post, url, onlyVerified, clock }: QuotaMailPorts): () => Promise<void> {
  return async () => {
    const now = clock()
    const notices = await untold(NOTICES)
    for (const notice of notices) {
      const resetsAt = endOfPeriod(notice.period)
      // Whose period is over, or who has used the rest too meanwhile, needs no word of it any more.
      const isPast =
        (resetsAt !== null && resetsAt <= now) ||
        notices.some((other) => isSameQuota(other, notice) && other.share > notice.share)
      const { accountId, accountName, period, quota: limit, share: percent, used, at } = notice
      for (const { id, email, emailVerifiedAt, locale, timeZone } of isPast ? [] : notice.readers) {
        if ((onlyVerified && emailVerifiedAt === null) || isNobodys(email)) continue
        await post({
          id: steadyId('mail', at, 'quota', accountId, period, String(limit), String(percent), id),
          to: email,
          locale: locale ?? 'en',
          timeZone,
          kind: 'quota',
          data: { accountName, percent, used, limit, resetsAt, url: url() },
        })
      }
      await told([notice], now)
    }
  }
}

const isSameQuota = (a: UntoldNotice, b: UntoldNotice) =>
  a.accountId === b.accountId && a.period === b.period && a.quota === b.quota
