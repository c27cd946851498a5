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
        caption={team.acts}
        columns={[
          { name: team.act, class: 'sm:w-1/2' },
          { name: team.who, class: 'max-sm:hidden' },
          { name: team.you },
        ]}
      >
        {rows.map(([act, roles]) => {
          const isAll = roles.length === everyone
          const who = isAll ? team.everyone : roles.map((role) => team.roles[role]).join(team.comma)
          return (
            <tr>
              <RowHead>
                <span class="font-normal">{team.actNames[act]}</span>
                <span class="block font-normal text-ink-3 sm:hidden">{who}</span>
              </RowHead>
              <Cell class="text-ink-2 max-sm:hidden">{who}</Cell>
              <Cell>
                {page.reader?.may(act) ? (
                  <State tone="good">{team.may}</State>
                ) : (
                  <State tone="off">{team.mayNot}</State>
                )}
              </Cell>
            </tr>
          )
        })}
      </Table>
    </section>
  )
}
