import type { Plan } from '../../src/domain/plans/plan.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Empty } from '../ui/empty.tsx'
import { PlanOffer } from './pricing/offer.tsx'

interface Props {
  page: PageInfo
  plans: Plan[]
  /** The reader's own, where they have one. */
  own: Plan | null
}

/** Every plan that anyone can choose: what it costs, what it holds, and the way to it. */
export const PricingPage = ({ page, plans, own }: Props) => {
  const text = page.text.plans
  return (
    <OpenPage page={page} title={text.pricing}>
      <h1 class="text-2xl tracking-tight">{text.pricing}</h1>
      <p class="mt-3 max-w-text text-ink-2">{text.lead}</p>
      {plans.length === 0 ? (
        <Empty title={text.none}>{text.noneNote}</Empty>
      ) : (
        <div class="mt-8 grid gap-x-10 gap-y-12 sm:grid-cols-2 lg:grid-cols-3">
          {plans.map((plan) => (
            <PlanOffer page={page} plan={plan} own={own} />
          ))}
        </div>
      )}
      <ul class="mt-12 max-w-text space-y-1.5 border-t border-line pt-4 text-sm text-ink-3">
        {!page.reader && <li>{text.startNote}</li>}
        {text.notes.map((note) => (
          <li>{note}</li>
        ))}
      </ul>
    </OpenPage>
  )
}
