import { href, site } from '../../../src/app/routes.ts'
import type { Plan } from '../../../src/domain/plans/plan.ts'
import type { Agreed, Choice } from '../../../src/domain/subscriptions/subscriptions.ts'
import { MemberPage } from '../../layout/member.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { State } from '../../ui/state.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { planWords } from './words.ts'

interface Props {
  page: PageInfo
  agreed: Agreed
  choices: Choice[]
}

/** The plans that an account can choose among, its own first where nobody else can have it any more. */
export const ChoicePage = ({ page, agreed, choices }: Props) => {
  const text = page.text.billing.choose
  const words = planWords(page)
  const { plan: own, next } = agreed
  const isOffered = choices.some(({ plan }) => plan.id === own.id)
  const rows = isOffered ? choices : [{ plan: own, trialDays: 0 }, ...choices]
  const act = (plan: Plan) => {
    if (plan.id === own.id) return <State tone="good">{text.current}</State>
    if (plan.id === next?.plan.id) {
      return <State tone="off">{text.next(formatOf(page.locale, page.timeZone).date(next.startsAt))}</State>
    }
    if (!page.reader?.may('billing.write')) return null
    return (
      <LinkButton kind="plain" href={href(site.planChange, { id: plan.id })} label={text.chooseNamed(plan.name)}>
        {text.choose}
      </LinkButton>
    )
  }
  return (
    <MemberPage page={page} title={text.title} place="billing">
      <h1>{text.title}</h1>
      <p class="mt-2 mb-6 max-w-text text-ink-2">{text.lead}</p>
      <Table
        cards
        caption={text.title}
        columns={[
          { name: page.text.billing.plan, class: 'w-1/4' },
          { name: text.price },
          { name: text.included, number: true },
          { name: text.beyond },
          { name: text.rates },
          { name: text.act, hidden: true },
        ]}
      >
        {rows.map(({ plan, trialDays }) => (
          <tr>
            <RowHead>
              <div>
                {plan.name}
                {plan.id === own.id && !isOffered && <p class="text-sm font-normal text-ink-3">{text.notOffered}</p>}
                {plan.features[page.locale].length > 0 && (
                  <ul class="mt-1 space-y-0.5 text-sm font-normal text-ink-2">
                    {plan.features[page.locale].map((feature) => (
                      <li>{feature}</li>
                    ))}
                  </ul>
                )}
              </div>
            </RowHead>
            <Cell label={text.price}>
              <div>
                {words.price(plan)}
                {trialDays > 0 && plan.id !== own.id && <p class="text-accent">{text.trial(trialDays)}</p>}
              </div>
            </Cell>
            <Cell label={text.included} number>
              {words.included(plan)}
            </Cell>
            <Cell label={text.beyond}>{words.beyond(plan)}</Cell>
            <Cell label={text.rates} class="whitespace-nowrap">
              {words.rates(plan)}
            </Cell>
            <Cell class="text-right whitespace-nowrap max-sm:!justify-end">{act(plan)}</Cell>
          </tr>
        ))}
      </Table>
      {choices.length === 0 && <Empty title={text.none}>{text.noneNote}</Empty>}
    </MemberPage>
  )
}
