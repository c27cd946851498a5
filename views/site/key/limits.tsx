import type { KeyLimit } from '../../../src/domain/keys/limits.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import type { KeyInfo } from '../key.tsx'

/** Everything that limits a key, its plan's too, and of several the one that is met first. */
export const KeyLimits = ({ page, info }: { page: PageInfo; info: KeyInfo }) => {
  const text = page.text.keyFields
  const { number } = formatOf(page.locale, page.timeZone)
  const { limits, routes, planName } = info
  const nameOf = (route: string) => routes.find(({ id }) => id === route)?.name ?? route
  const worded = ({ rate, quota }: KeyLimit) => {
    if (rate) {
      const calls = text.rate(number(rate.limit), number(rate.window_seconds))
      return rate.route === undefined ? calls : text.onRoute(calls, nameOf(rate.route))
    }
    return quota ? text.credits(number(quota.limit), text.periods[quota.period]) : ''
  }
  if (limits.length === 0) return <p class="text-sm text-ink-3">{text.unlimited}</p>
  return (
    <Table caption={text.limits} columns={[{ name: text.limits, class: 'w-full' }, { name: text.of }]}>
      {limits.map((limit) => (
        <tr>
          <RowHead class="!font-normal">
            {worded(limit)}
            {limit.tightest && (
              <span class="ml-2 rounded-sm border border-bar px-1.5 text-xs whitespace-nowrap text-accent">
                {text.tightest}
              </span>
            )}
          </RowHead>
          <Cell class="whitespace-nowrap text-ink-2">{limit.of === 'key' ? text.own : text.plan(planName)}</Cell>
        </tr>
      ))}
    </Table>
  )
}
