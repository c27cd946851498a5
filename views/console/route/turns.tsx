import type { CircuitTurn } from '../../../src/domain/routing/circuit.ts'
import type { GatewayRoute } from '../../../src/domain/routing/route.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { Empty } from '../../ui/empty.tsx'
import { State } from '../../ui/state.tsx'
import { Cell, RowHead, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

interface Props {
  page: PageInfo
  route: GatewayRoute
  turns: CircuitTurn[]
}

/** When circuits of a route opened and closed. A route that never had one is not spoken of. */
export const CircuitTurns = ({ page, route, turns }: Props) => {
  const text = page.text.route.turns
  const format = formatOf(page.locale, page.timeZone)
  if (!route.options.circuit && turns.length === 0) return null
  return (
    <section class="mt-9 max-w-text" id="turns" aria-labelledby="turns-title">
      <h2 id="turns-title">{text.title}</h2>
      {turns.length === 0 ? (
        <Empty title={text.none}>{text.noneNote}</Empty>
      ) : (
        <>
          <p class="mt-1 mb-2 text-sm text-ink-3">{text.note}</p>
          <Table
            caption={text.title}
            columns={[{ name: text.when(format.zone) }, { name: text.turned }, { name: text.colo, class: 'w-full' }]}
          >
            {turns.map(({ at, turned, colo }) => (
              <tr>
                <RowHead class="!font-normal whitespace-nowrap">
                  <Time page={page} at={at}>
                    {`${format.day(at)} ${format.time(at)}`}
                  </Time>
                </RowHead>
                <Cell>
                  <State tone={turned === 'opened' ? 'bad' : 'good'}>{text.names[turned]}</State>
                </Cell>
                <Cell class="font-mono text-xs">{colo || '–'}</Cell>
              </tr>
            ))}
          </Table>
        </>
      )}
    </section>
  )
}
