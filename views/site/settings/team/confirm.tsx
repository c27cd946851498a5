import { href, site } from '../../../../src/app/routes.ts'
import type { Member } from '../../../../src/domain/teams/teams.ts'
import { MemberPage } from '../../../layout/member.tsx'
import type { PageInfo } from '../../../page.ts'
import { Confirm } from '../../../ui/confirm.tsx'

interface Props {
  page: PageInfo
  member: Member
}

/** Asks before someone is removed, and names them. */
export const RemovalPage = ({ page, member: { id, username, email } }: Props) => {
  const text = page.text.team.removal
  return (
    <MemberPage page={page} title={text.title(username)} place="settings">
      <Confirm
        page={page}
        title={text.title(username)}
        detail={text.detail(username, email, page.reader?.accountName ?? '')}
        action={href(site.memberRemoving, { id })}
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(site.member, { id }) }}
      />
    </MemberPage>
  )
}

/** Asks before an account is handed over, and names to whom. */
export const OwnershipPage = ({ page, member: { id, username, email } }: Props) => {
  const text = page.text.team.ownership
  return (
    <MemberPage page={page} title={text.title(username)} place="settings">
      <Confirm
        page={page}
        title={text.title(username)}
        detail={text.detail(username, email, page.reader?.accountName ?? '')}
        action={href(site.ownershipChange, { id })}
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(site.member, { id }) }}
      />
    </MemberPage>
  )
}

/** Asks before one leaves, and says where one goes on. */
export const LeavePage = ({ page }: { page: PageInfo }) => {
  const text = page.text.team.leaving
  const { accountId = '', accountName = '', accounts = [] } = page.reader ?? {}
  const other = accounts.find((one) => one.id !== accountId)?.name ?? null
  return (
    <MemberPage page={page} title={text.title(accountName)} place="settings">
      <Confirm
        page={page}
        title={text.title(accountName)}
        detail={text.detail(other)}
        action={href(site.leaving)}
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(site.team) }}
      />
    </MemberPage>
  )
}
