import { consolePages, href } from '../../../src/app/routes.ts'
import type { GatewayRoute } from '../../../src/domain/routing/route.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Empty } from '../../ui/empty.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'

interface Props {
  page: PageInfo
  routes: GatewayRoute[]
  openSince: Map<string, number>
}

/** That an isolate leaves the upstream alone for a while. */
const Open = ({ page, since }: { page: PageInfo; since: number | undefined }) =>
  since === undefined ? null : (
    <span class="block text-xs font-normal text-bad">
      {page.text.route.turns.openSince(formatOf(page.locale, page.timeZone).time(since))}
    </span>
  )

/** Routes with what answers behind them. */
export const RouteTable = ({ page, routes, openSince }: Props) => {
  const text = page.text.console.route
  const format = formatOf(page.locale, page.timeZone)
  if (routes.length === 0) return <Empty title={text.none}>{text.noneNote}</Empty>
  return (
    <Table
      cards
      caption={text.table}
      columns={[
        { name: text.name },
        { name: text.path },
        { name: text.upstream, class: 'w-1/3' },
        { name: text.methods },
        { name: text.credits, number: true },
        { name: text.timeoutShort, number: true },
      ]}
    >
      {routes.map((route) => (
        <tr id={route.id}>
          <RowHead class="[overflow-wrap:anywhere]">
            <a class="text-accent hover:underline" href={href(consolePages.route, { id: route.id })}>
              {route.name}
            </a>
            <Open page={page} since={openSince.get(route.id)} />
          </RowHead>
          <Cell label={text.path}>
            <span class="font-mono text-xs">/api{route.path}</span>
          </Cell>
          <Cell label={text.upstream} class="[overflow-wrap:anywhere]">
            {route.upstreamUrl.startsWith('builtin:') ? (
              <span class="text-ink-3">{text.builtIn}</span>
            ) : (
              <span class="font-mono text-xs">{route.upstreamUrl}</span>
            )}
          </Cell>
          <Cell label={text.methods}>{route.methods.length === 0 ? text.all : route.methods.join(', ')}</Cell>
          <Cell label={text.credits} number>
            {format.number(route.credits)}
          </Cell>
          <Cell label={text.timeoutShort} number class="whitespace-nowrap">
            {format.number(route.timeoutMs / 1000)} s
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
