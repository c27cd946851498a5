import type { Clock } from '../clock.ts'
import { steadyId } from '../ids.ts'
import type { Mail } from '../mail.ts'
import type { Reader } from '../metering/quota-mails.ts'
import { isNobodys } from '../people/address.ts'
import { endOfPeriod } from '../periods.ts'

/** That a month's overage has reached an amount that its account chose, and whom to tell. */
export interface SpendingNotice {
  accountId: string
  accountName: string
  /** `2026-11` */
  period: string
  /** Minor units. */
  amountMinor: number
  currency: string
  capMinor: number | null
  /** When it was noticed, UTC ms. */
  at: number
  readers: Reader[]
}

export interface SpendingMailPorts {
  /** The oldest that nobody was told of. */
  untold: (limit: number) => Promise<SpendingNotice[]>
  told: (notice: SpendingNotice, now: number) => Promise<void>
  post: (mail: Mail) => Promise<void>
  /** Where the billing is shown: a whole address. */
  url: () => string
  /** Whether only confirmed addresses are written to. */
  onlyVerified: boolean
  clock: Clock
}

const NOTICES = 50

/**
 * Writes to those who see an account's billing that it has spent an amount. A mail's id follows from what it says and to
 * whom, and a notice counts as told only once all its mails are queued: a run that was killed is run again.
 */
export function makeSpendingMails({ untold, told, post, url, onlyVerified, clock }: SpendingMailPorts) {
  return async (): Promise<void> => {
    const now = clock()
    const notices = await untold(NOTICES)
    for (const notice of notices) {
      const { accountId, accountName, period, amountMinor, currency, capMinor, at } = notice
      const isPast =
        (endOfPeriod(period) ?? now) <= now ||
        notices.some((other) => isSameMonth(other, notice) && other.amountMinor > amountMinor)
      for (const { id, email, emailVerifiedAt, locale, timeZone } of isPast ? [] : notice.readers) {
        if ((onlyVerified && emailVerifiedAt === null) || isNobodys(email)) continue
        await post({
          id: steadyId('mail', at, 'spending', accountId, period, String(amountMinor), id),
          to: email,
          locale: locale ?? 'en',
          timeZone,
          kind: 'spending',
          data: { accountName, amountMinor, currency, capMinor, url: url() },
        })
      }
      await told(notice, now)
    }
  }
}

const isSameMonth = (a: SpendingNotice, b: SpendingNotice) => a.accountId === b.accountId && a.period === b.period
