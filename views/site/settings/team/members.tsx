import { href, site } from '../../../../src/app/routes.ts'
import type { Member } from '../../../../src/domain/teams/teams.ts'
import type { PageInfo } from '../../../page.ts'
import { formatOf } from '../../../text/format.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Cell, RowHead, Table } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'

export interface ShownMember extends Member {
  isSelf: boolean
  /** Whether the reader may do anything to them. */
  isTouchable: boolean
}

const Row = ({ page, member, mayManage }: { page: PageInfo; member: ShownMember; mayManage: boolean }) => {
  const { team } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const { id, username, email, role, joinedAt } = member
  return (
    <tr id={id}>
      <RowHead>
        <span class="[overflow-wrap:anywhere]">
          {username}
          {member.isSelf && (
            <span class="ml-2 rounded-sm border border-line-2 px-1.5 text-xs font-normal whitespace-nowrap text-ink-2">
              {team.you}
            </span>
          )}
        </span>
      </RowHead>
      <Cell label={team.email} class="[overflow-wrap:anywhere]">
        {email}
      </Cell>
      <Cell label={team.role} class="whitespace-nowrap">
        {team.roles[role]}
      </Cell>
      <Cell label={team.since} class="whitespace-nowrap">
        <Time page={page} at={joinedAt}>
          {format.date(joinedAt)}
        </Time>
      </Cell>
      {mayManage && (
        <Cell class="text-right max-sm:!justify-end">
          {member.isTouchable && (
            <LinkButton kind="quiet" href={href(site.member, { id })} label={team.manageNamed(username)}>
              {team.manage}
            </LinkButton>
          )}
        </Cell>
      )}
    </tr>
  )
}

/** Who is in the account. */
export const MemberTable = ({ page, members }: { page: PageInfo; members: ShownMember[] }) => {
  const { team } = page.text
  const mayManage = members.some((member) => member.isTouchable)
  return (
    <Table
      cards
      caption={team.members}
      columns={[
        { name: team.name, class: 'sm:w-1/4' },
        { name: team.email, class: 'sm:w-1/3' },
        { name: team.role },
        { name: team.since },
        ...(mayManage ? [{ name: team.manage, hidden: true }] : []),
      ]}
    >
      {members.map((member) => (
        <Row page={page} member={member} mayManage={mayManage} />
      ))}
    </Table>
  )
}
