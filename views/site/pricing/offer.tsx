import { href, site } from '../../../src/app/routes.ts'
import type { Plan } from '../../../src/domain/plans/plan.ts'
import type { PageInfo } from '../../page.ts'
import { chooseHref, termsOf } from '../../plans/terms.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { State } from '../../ui/state.tsx'

interface Props {
  page: PageInfo
  plan: Plan
  own: Plan | null
}

/** What a reader can do with an offer: who may not decide over money only reads it. */
const Way = ({ page, plan, own }: Props) => {
  const text = page.text.plans
  if (plan.id === own?.id) return <State tone="good">{text.yours}</State>
  if (!page.reader) {
    return (
      <LinkButton
        kind={plan.priceMinor === 0 ? 'primary' : 'plain'}
        href={href(site.register)}
        label={`${text.start}: ${plan.name}`}
      >
        {text.start}
      </LinkButton>
    )
  }
  if (!page.reader.may('billing.write')) return null
  return (
    <LinkButton kind="plain" href={chooseHref(plan)}>
      {text.choose(plan.name)}
    </LinkButton>
  )
}

/** One plan as it is offered. */
export const PlanOffer = (props: Props) => {
  const { page, plan, own } = props
  const text = page.text.plans
  const features = plan.features[page.locale]
  return (
    <section class="min-w-0 border-t-2 border-line-2 pt-4" aria-labelledby={`plan-${plan.key}`}>
      <h2 class="text-lg [overflow-wrap:anywhere]" id={`plan-${plan.key}`}>
        {plan.name}
      </h2>
      <p class="mt-1 flex flex-wrap items-baseline gap-x-2">
        <span class="text-2xl font-[650] tracking-tight">
          {formatOf(page.locale).money(plan.priceMinor, plan.currency)}
        </span>
        <span class="text-sm text-ink-3">{text.month}</span>
      </p>
      <p class="mt-1 min-h-5 text-sm text-ink-2">{plan.trialDays > 0 && text.trial(plan.trialDays)}</p>
      <div class="mt-4 flex min-h-11 flex-wrap items-center gap-x-3 text-sm sm:min-h-9">
        <Way {...props} />
        {plan.key === own?.key && plan.id !== own.id && <State tone="off">{text.earlier}</State>}
      </div>
      <div class="mt-5">
        <Facts
          facts={termsOf(page, plan).map(([name, lines]) => [
            name,
            lines.map((line) => <span class="block">{line}</span>),
          ])}
        />
      </div>
      {features.length > 0 && (
        <ul class="mt-4 space-y-1.5 text-sm text-ink-2" aria-label={text.offers}>
          {features.map((feature) => (
            <li class="flex gap-2 [overflow-wrap:anywhere]">
              <span class="text-ink-3" aria-hidden="true">
                –
              </span>
              {feature}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
