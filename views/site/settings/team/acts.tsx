import type { Role } from '../../../../src/domain/people/people.ts'
import type { Act } from '../../../../src/domain/people/roles.ts'
import type { PageInfo } from '../../../page.ts'
import { State } from '../../../ui/state.tsx'
import { Cell, RowHead, Table } from '../../../ui/table.tsx'

/** Who may do what: the domain's own table, in words. */
export const ActTable = ({ page, acts }: { page: PageInfo; acts: Record<Act, readonly Role[]> }) => {
  const { team } = page.text
  const everyone = Object.keys(team.roles).length
  const rows = Object.entries(acts) as [Act, readonly Role[]][]
  return (
    <section aria-labelledby="acts-title">
      <h2 id="acts-title">{team.acts}</h2>
      <p class="mt-1 mb-4 max-w-text text-sm text-ink-2">{team.actsLead}</p>
      <Table
        cards
        caption={team.acts}
        columns={[{ name: team.act, class: 'sm:w-1/2' }, { name: team.who }, { name: team.you }]}
      >
        {rows.map(([act, roles]) => (
          <tr>
            <RowHead class="font-normal">{team.actNames[act]}</RowHead>
            <Cell label={team.who} class="text-ink-2">
              {roles.length === everyone ? team.everyone : roles.map((role) => team.roles[role]).join(team.comma)}
            </Cell>
            <Cell label={team.you}>
              {page.reader?.may(act) ? <State tone="good">{team.may}</State> : <State tone="off">{team.mayNot}</State>}
            </Cell>
          </tr>
        ))}
      </Table>
    </section>
  )
}
