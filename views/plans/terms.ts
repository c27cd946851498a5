import { href, site } from '../../src/app/routes.ts'
import type { Plan } from '../../src/domain/plans/plan.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'

type Shown = Pick<PageInfo, 'text' | 'locale'>

/** What credits beyond the included ones cost, a line a tier; that calls stop there where there are no such. */
export function overageLines({ text, locale }: Shown, { overage, currency, includedCredits }: Plan): string[] {
  const { terms } = text.plans
  if (includedCredits === null) return []
  if (overage === null) return [terms.stops]
  const format = formatOf(locale)
  return overage.map(({ to, price_minor, per }, i) => {
    const price = terms.price(format.money(price_minor, currency), format.number(per))
    if (to === null) return i === 0 ? price : terms.after(price)
    return i === 0 ? terms.first(format.number(to), price) : terms.upTo(format.number(to), price)
  })
}

/** What a plan allows and asks beside its price, each with its name. */
export function termsOf(page: Shown, plan: Plan): [name: string, lines: string[]][] {
  const { terms } = page.text.plans
  const format = formatOf(page.locale)
  const { includedCredits, rateLimits, quotas, maxKeys, maxMembers } = plan
  const beyond = overageLines(page, plan)
  const credits = includedCredits === null ? terms.noEnd : terms.ofMonth(format.number(includedCredits))
  const rates = rateLimits.map(({ limit, window_seconds }) => terms.rate(format.number(limit), window_seconds))
  return [
    [terms.credits, [credits]],
    ...(beyond.length > 0 ? [[terms.beyond, beyond] as [string, string[]]] : []),
    ...(quotas.length > 0
      ? [
          [terms.quotas, quotas.map(({ limit, period }) => terms.quota[period](format.number(limit)))] as [
            string,
            string[],
          ],
        ]
      : []),
    [terms.rates, rates.length > 0 ? rates : [terms.anyRate]],
    [terms.keys, [maxKeys === null ? terms.anyNumber : terms.keysUpTo(format.number(maxKeys))]],
    [terms.members, [maxMembers === null ? terms.anyNumber : terms.membersUpTo(format.number(maxMembers))]],
  ]
}

/** Where a plan is chosen: a page of its own asks first. */
export const chooseHref = ({ id }: Plan): string => href(site.planChange, { id })
