import type { Child } from 'hono/jsx'
import type { Groups, UsageReport } from '../../../src/domain/usage/report.ts'
import type { Change, Sums } from '../../../src/domain/usage/sums.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Changed } from './change.tsx'
import { ShareBar } from './share-bar.tsx'
import { type UsageView, usageHref } from './view.ts'

interface Props {
  page: PageInfo
  view: UsageView
  of: 'key' | 'route'
  groups: Groups
  totals: UsageReport['totals']
}

const WIDE = 'max-sm:hidden'

const Numbers = ({ page, sums, change }: { page: PageInfo; sums: Sums; change: Change }) => {
  const { number } = formatOf(page.locale)
  const orNone = (count: number) => (count === 0 ? <span class="text-ink-3">{number(0)}</span> : number(count))
  return (
    <>
      <Cell number>{number(sums.calls)}</Cell>
      <Cell number>{orNone(sums.errors)}</Cell>
      <Cell number>{orNone(sums.refused)}</Cell>
      <Cell number class={WIDE}>
        {orNone(sums.credits)}
      </Cell>
      <Cell number class={`${WIDE} text-ink-2`}>
        <Changed page={page} change={change} />
      </Cell>
    </>
  )
}

/** The calls of each key or route, each leading to its own view; what is not shown is one row. */
export const GroupTable = ({ page, view, of, groups, totals }: Props) => {
  const { usage } = page.text
  const says = usage.groups
  const { number } = formatOf(page.locale)
  const { shown, others } = groups
  const title = of === 'key' ? says.byKey : says.byRoute
  const all = totals.asked
  const share = (sums: Sums) => (all === 0 ? 0 : sums.asked / all)
  const toggle = (name: string, change: UsageView['all']): Child => (
    <a
      class="inline-flex min-h-11 items-center text-accent hover:underline sm:min-h-0"
      href={`${usageHref(view, { all: change })}#by-${of}`}
    >
      {name}
    </a>
  )
  return (
    <section class="min-w-0" id={`by-${of}`} aria-labelledby={`by-${of}-title`}>
      <h2 class="mb-2" id={`by-${of}-title`}>
        {title}
      </h2>
      <Table
        caption={title}
        columns={[
          { name: usage[of], class: 'w-full' },
          { name: usage.calls, number: true },
          { name: usage.errors, number: true },
          { name: usage.refused, number: true },
          { name: usage.credits, number: true, class: WIDE },
          { name: says.change, number: true, class: WIDE },
        ]}
      >
        {shown.map((group) => (
          <tr>
            <RowHead class="w-full max-w-0 font-normal">
              <span class="flex min-w-0 items-baseline gap-2">
                <a
                  class="truncate text-accent hover:underline"
                  href={usageHref(view, { [of]: group.id, all: '' })}
                  title={group.name}
                >
                  {group.name}
                </a>
                {group.hint && <span class="shrink-0 font-mono text-xs text-ink-3 max-md:hidden">{group.hint}</span>}
              </span>
              <ShareBar share={share(group)} />
            </RowHead>
            <Numbers page={page} sums={group} change={group.change} />
          </tr>
        ))}
        {others && (
          <tr>
            <RowHead class="w-full max-w-0 font-normal text-ink-2">
              {says.others(others.count, number(others.count))}
              <ShareBar share={share(others.sums)} />
            </RowHead>
            <Numbers page={page} sums={others.sums} change={others.change} />
          </tr>
        )}
      </Table>
      {(view.all !== '' || others) && (
        <p class="mt-1.5 text-sm">{view.all === '' ? toggle(says.all, '1') : toggle(says.fewer, '')}</p>
      )}
    </section>
  )
}
