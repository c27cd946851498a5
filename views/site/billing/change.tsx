import type { Child } from 'hono/jsx'
import { href, site } from '../../../src/app/routes.ts'
import type { Quote } from '../../../src/domain/subscriptions/quote.ts'
import { MemberPage } from '../../layout/member.tsx'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Form } from '../../ui/form.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { planWords } from './words.ts'

interface Props {
  page: PageInfo
  quote: Quote
}

/** What the month's plans come to after the change, part by part. */
const Month = ({ page, quote: { month } }: Props) => {
  const text = page.text.billing.quote
  const format = formatOf(page.locale, page.timeZone)
  const currency =
    month.parts.find(({ amountMinor }) => amountMinor > 0)?.plan.currency ?? month.parts[0]?.plan.currency
  const money = (minor: number) => format.money(minor, currency ?? 'USD')
  const { beforeMinor: before, afterMinor: after } = month
  const isShared = month.parts.length > 1 && after > 0
  return (
    <>
      {after === before ? text.monthSame(money(after)) : text.monthAfter(money(after), money(before))}
      {isShared && (
        <ul class="mt-1 space-y-0.5 text-ink-3">
          {month.parts.map(({ plan, startsAt, endsAt, amountMinor }) => (
            <li>{text.part(plan.name, text.span(format.day(startsAt), format.day(endsAt)), money(amountMinor))}</li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Each limit as it is and as it will be; what stays the same is quieter. */
const Limits = ({ page, quote: { from, plan } }: Props) => {
  const text = page.text.billing
  const words = planWords(page)
  const rows: [name: string, now: string, then: string][] = [
    [text.choose.included, words.included(from), words.included(plan)],
    [text.choose.beyond, words.beyond(from), words.beyond(plan)],
    [text.choose.rates, words.rates(from), words.rates(plan)],
    [text.quote.quotas, words.quotas(from), words.quotas(plan)],
    [text.quote.keys, words.most(from.maxKeys), words.most(plan.maxKeys)],
    [text.quote.members, words.most(from.maxMembers), words.most(plan.maxMembers)],
  ]
  return (
    <section class="mt-7" aria-labelledby="limits-title">
      <h2 class="mb-2" id="limits-title">
        {text.quote.limits}
      </h2>
      <Table
        caption={text.quote.limits}
        columns={[
          { name: text.quote.limit },
          { name: text.quote.now(from.name) },
          { name: text.quote.after(plan.name) },
        ]}
      >
        {rows.map(([name, now, then]) => (
          <tr class={now === then ? 'text-ink-3' : undefined}>
            <RowHead class="!font-normal">{name}</RowHead>
            <Cell>{now}</Cell>
            <Cell class={now === then ? '' : 'font-[550]'}>{then}</Cell>
          </tr>
        ))}
      </Table>
    </section>
  )
}

/** Says what a change of plan does and costs, before it is done. */
export const ChangePage = (props: Props) => {
  const { page, quote } = props
  const text = page.text.billing.quote
  const format = formatOf(page.locale, page.timeZone)
  const words = planWords(page)
  const { kind, from, plan, startsAt, isImmediate, trialEndsAt, dropped, month } = quote
  const isCancellation = kind === 'cancellation'
  const [title, submit] = isCancellation
    ? [text.cancelTitle(from.name), text.cancelSubmit(from.name)]
    : trialEndsAt !== null
      ? [text.trialTitle(plan.name), text.trialSubmit(plan.name)]
      : [text.title(plan.name), text.submit(plan.name)]
  const facts: [string, Child][] = [
    [text.begins, isImmediate ? text.atOnce : text.later(format.moment(startsAt), from.name)],
    [text.price, text.instead(words.price(plan), words.price(from))],
    ...(trialEndsAt === null
      ? []
      : [[text.trial, text.trialUntil(format.moment(trialEndsAt), words.price(plan))] as [string, Child]]),
    [text.owed, text.nothing],
    [text.month(formatOf(page.locale).month(month.start)), <Month {...props} />],
    ...(dropped === null
      ? []
      : [[text.dropped, text.droppedWhat(dropped.plan.name, format.moment(dropped.startsAt))] as [string, Child]]),
  ]
  return (
    <MemberPage page={page} title={title} place="billing">
      <div class="max-w-text">
        <h1 class="mb-5 [overflow-wrap:anywhere]">{title}</h1>
        <div data-testid="quote">
          <Facts wide facts={facts} />
        </div>
        <Limits {...props} />
        <p class="mt-3 text-sm text-ink-3">{text.usedNote}</p>
        <Form page={page} action={href(site.planChanging, { id: plan.id })} class="mt-6 flex flex-wrap gap-3">
          <input type="hidden" name="expected" value={quote.expected} />
          <Button kind={isCancellation ? 'danger' : 'primary'}>{submit}</Button>
          <LinkButton kind="plain" href={href(site.billing)}>
            {text.keep(from.name)}
          </LinkButton>
        </Form>
      </div>
    </MemberPage>
  )
}
