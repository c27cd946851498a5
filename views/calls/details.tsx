import type { Child } from 'hono/jsx'
import { href, site } from '../../src/app/routes.ts'
import type { ExplainedCall } from '../../src/domain/calls/calls.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { Facts } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'
import { withQuery } from './query.ts'

/** What a call cost, and why it cost that. */
function cost(page: PageInfo, call: ExplainedCall): string {
  const { calls } = page.text
  const shown = (count: number) => formatOf(page.locale).number(count)
  const { asked, refunded, settled, code, credits, outcome } = call
  if (code !== 'VALID') return calls.refusedFree
  if (refunded && outcome === 'ok') return calls.returned(asked ?? 0, shown(asked ?? 0))
  if (refunded) return calls.refunded(asked ?? 0, shown(asked ?? 0))
  if (settled) return calls.settled(credits, shown(credits), shown(asked ?? 0))
  if (credits === 0) return calls.free
  const says =
    { under_way: calls.held, unknown: calls.chargedUnknown, failed: calls.chargedFailure }[outcome] ?? calls.charged
  return says(credits, shown(credits))
}

interface Props {
  page: PageInfo
  call: ExplainedCall
  /** What stands before the rest. */
  first?: [string, Child][]
  /** Where the page's reader finds routes. */
  routes?: string
  /** Where they find calls. */
  list: string
}

/** Who asked what, when, and what it cost. */
export const Details = ({ page, call, first = [], routes, list }: Props) => {
  const { calls } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const link = (to: string, child: Child) => (
    <a class="text-accent underline underline-offset-2" href={to}>
      {child}
    </a>
  )
  const key = call.keyName || call.keyHint
  const ours = page.reader?.accountId === call.accountId && page.reader.may('keys.read') && call.keyName !== ''
  const facts: [string, Child][] = [
    ...first,
    [
      calls.when,
      <Time page={page} at={call.at}>
        {calls.moment(format.date(call.at), format.time(call.at), format.zone)}
      </Time>,
    ],
    [
      calls.key,
      <>
        {ours ? link(href(site.key, { id: call.keyId }), key) : key}{' '}
        {call.keyName && <span class="ml-1 font-mono text-xs text-ink-3">{call.keyHint}</span>}
      </>,
    ],
    [calls.route, routes ? link(routes, call.routeName) : call.routeName],
    ...(call.scopes.length === 0
      ? []
      : [[calls.scopes, <span class="font-mono text-xs">{call.scopes.join(', ')}</span>] as [string, Child]]),
    [
      calls.address,
      call.address ? (
        <span class="font-mono text-xs">{link(withQuery(list, { address: call.address }), call.address)}</span>
      ) : (
        calls.unknownAddress
      ),
    ],
    [calls.credits, cost(page, call)],
  ]
  if (call.outcome === 'ok' || call.outcome === 'failed')
    facts.push([calls.size, calls.bytes(call.bytes, format.number(call.bytes))])
  return (
    <section class="min-w-0" aria-labelledby="details-title">
      <h2 class="mb-3" id="details-title">
        {calls.details}
      </h2>
      <Facts facts={facts} />
    </section>
  )
}
