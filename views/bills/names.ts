import { href, site } from '../../src/app/routes.ts'
import type { StatedBill } from '../../src/domain/billing/bills.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'

/** The start of a month by its name, UTC ms. */
const startOf = (period: string): number => Date.parse(`${period}-01`)

/** November 2026 */
export const monthName = (page: PageInfo, period: string): string => formatOf(page.locale).month(startOf(period))

/** TG-000042; of a draft, what it is. */
export const numberOf = (page: PageInfo, { numberText }: StatedBill): string =>
  numberText ?? page.text.bills.statuses.draft

export const titleOf = (page: PageInfo, { numberText }: StatedBill): string =>
  numberText === null ? page.text.bills.draft : page.text.bills.bill(numberText)

/** 19 %, 8.25 %: parts per million without what rounding would hide. */
export const rateOf = (page: PageInfo, ppm: number): string =>
  `${formatOf(page.locale).number(ppm / 10_000)}${page.locale === 'en' ? ' ' : ''}%`

/** Where a bill is paid. */
export const paymentOf = (id: string): string => href(site.billPayment, { id })
