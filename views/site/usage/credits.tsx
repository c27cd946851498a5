import type { MonthUsage } from '../../../src/domain/usage.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Progress } from '../../ui/progress.tsx'

interface Props {
  page: PageInfo
  plan: string
  month: MonthUsage
}

/** When the credits end, and why that is thought. */
function forecast({ page, month }: Props): string {
  const { credit } = page.text.usage
  const format = formatOf(page.locale, page.timeZone)
  const anew = format.day(month.end)
  if (month.limit === null) return ''
  if (month.used >= month.limit) return credit.usedUp(anew)
  if (month.pace === 0) return credit.noPace(anew)
  const pace = credit.pace(format.number(Math.round(month.pace)))
  return pace + (month.runsOutAt === null ? credit.lasts(anew) : credit.ends(format.day(month.runsOutAt)))
}

/** The month's credits, whatever window is looked at, and until when they last. */
export const Credits = (props: Props) => {
  const { page, plan, month } = props
  const { credit } = page.text.usage
  const format = formatOf(page.locale)
  const used = format.number(month.used)
  return (
    <section class="min-w-0" aria-labelledby="credits-title">
      <h2 id="credits-title">{credit.title(format.month(month.start))}</h2>
      <p class="mt-2 text-sm">
        {month.limit === null ? credit.noLimit(used, plan) : credit.used(used, format.number(month.limit), plan)}
      </p>
      {month.limit !== null && <Progress share={month.limit === 0 ? 1 : month.used / month.limit} />}
      <p class="mt-2 text-sm text-ink-2" data-testid="forecast">
        {forecast(props)}
      </p>
    </section>
  )
}
