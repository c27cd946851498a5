import type { Clock } from '../clock.ts'
import { steadyId } from '../ids.ts'
import type { Mail, MailContent } from '../mail.ts'
import { isNobodys } from '../people/address.ts'
import type { User } from '../people/people.ts'
import { type Bill, billNumber, outstanding } from './bill.ts'
import { closesAt } from './overdue.ts'

/** A member who may read of their account's bills. */
export type BillReader = Pick<User, 'id' | 'email' | 'emailVerifiedAt' | 'locale' | 'timeZone'>

/** Something of a bill that its people have not been told yet. */
export interface BillNotice {
  bill: Bill
  /** `ready`, `paid`, `overdue/7`. */
  kind: string
  /** UTC ms. */
  at: number
  accountName: string
  /** Whether the account's calls are refused because of an overdue bill. */
  isClosed: boolean
  readers: BillReader[]
}

export interface BillMailPorts {
  /** The oldest that nobody was told of. */
  untold: (limit: number) => Promise<BillNotice[]>
  /** Marks one as told. */
  told: (notice: BillNotice, now: number) => Promise<void>
  post: (mail: Mail) => Promise<void>
  /** Where the bill is shown: a whole address. */
  url: (billId: string) => string
  /** Whether only confirmed addresses are written to. */
  onlyVerified: boolean
  /** After how many days an overdue bill refuses calls; null for never. */
  closeDays: number | null
  clock: Clock
}

const NOTICES = 50
const DAY = 86_400_000

/**
 * Writes to the people of accounts that a bill is ready, paid or overdue, whatever other mails they want. A mail's id follows from
 * what it says and to whom, and a notice counts as told only once all its mails are queued: a run that was killed is run again.
 */
export function makeBillMails(ports: BillMailPorts): () => Promise<void> {
  const { untold, told, post, url, onlyVerified, closeDays, clock } = ports
  return async () => {
    const now = clock()
    const notices = await untold(NOTICES)
    for (const notice of notices) {
      const { bill, kind, at, readers } = notice
      const isOvertaken = notices.some((other) => other.bill.id === bill.id && stepOf(other.kind) > stepOf(kind))
      const content = isOvertaken || readers.length === 0 ? null : contentOf(notice, url(bill.id), closeDays, now)
      for (const { id, email, emailVerifiedAt, locale, timeZone } of content ? readers : []) {
        if (!content || (onlyVerified && emailVerifiedAt === null) || isNobodys(email)) continue
        const mailId = steadyId('mail', at, 'bill', bill.id, kind, id)
        await post({ id: mailId, to: email, locale: locale ?? 'en', timeZone, ...content })
      }
      await told(notice, now)
    }
  }
}

/** How many days an `overdue/7` is about; -1 of what is no such notice. */
const stepOf = (kind: string): number => (kind.startsWith('overdue/') ? Number(kind.slice('overdue/'.length)) : -1)

/** What is to be said; null when it is not so any more, or another notice says it. */
function contentOf(
  { bill, kind, accountName, isClosed }: BillNotice,
  url: string,
  closeDays: number | null,
  now: number,
): MailContent | null {
  const { number, period, currency, dueAt, status, totalMinor, paidMinor } = bill
  if (number === null || dueAt === null) return null
  const about = { accountName, number: billNumber(number), period, currency, url }
  const owed = outstanding(bill)
  const isNothing = totalMinor === 0
  if (kind === 'ready') {
    // One that is paid by now is told of as paid, but for one that asked for nothing.
    if (status !== 'open' && !(status === 'paid' && isNothing)) return null
    return { kind: 'bill_ready', data: { ...about, amountMinor: owed, dueAt } }
  }
  if (kind === 'paid') {
    return status === 'paid' && !isNothing ? { kind: 'bill_paid', data: { ...about, amountMinor: paidMinor } } : null
  }
  if (stepOf(kind) < 0 || owed === 0 || now < dueAt) return null
  const refusesAt = closesAt(dueAt, closeDays)
  const refused = isClosed || (refusesAt !== null && refusesAt <= now)
  const days = Math.floor((now - dueAt) / DAY)
  return { kind: 'bill_overdue', data: { ...about, amountMinor: owed, dueAt, days, refusesAt, refused } }
}
