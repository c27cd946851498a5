import type { Child } from 'hono/jsx'
import type { Standing } from '../../src/domain/billing/paying/paying.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Facts } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'

interface Props {
  page: PageInfo
  standing: Standing
  /** Whether the account is named too. */
  named?: true
}

/** What a bill comes to, and what of it is still owed. */
export const BillFacts = ({ page, standing: { bill, owed, account }, named }: Props) => {
  const { facts: text, manual } = page.text.paying
  const format = formatOf(page.locale, page.timeZone)
  const money = (minor: number) => <span class="tabular-nums">{format.money(minor, bill.currency)}</span>
  const { dueAt } = bill
  const facts: [string, Child][] = [
    [text.total, money(bill.totalMinor)],
    [text.paid, money(bill.paidMinor)],
    [text.owed, <b>{money(owed)}</b>],
  ]
  if (bill.creditedMinor > 0) facts.splice(1, 0, [text.credited, money(-bill.creditedMinor)])
  if (named) facts.unshift([manual.account, account.name])
  if (owed > 0 && dueAt !== null) {
    facts.push([
      text.due,
      <Time page={page} at={dueAt}>
        {format.date(dueAt)}
      </Time>,
    ])
  }
  return <Facts facts={facts} />
}
