import { href, site } from '../../../src/app/routes.ts'
import type { Role } from '../../../src/domain/people/people.ts'
import type { Act } from '../../../src/domain/people/roles.ts'
import type { Invitation } from '../../../src/domain/teams/teams.ts'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import { LinkButton } from '../../ui/button.tsx'
import type { Filled } from '../../ui/field.tsx'
import { ActTable } from './team/acts.tsx'
import { Inviting, PendingInvitations } from './team/invitations.tsx'
import { MemberTable, type ShownMember } from './team/members.tsx'

interface Props {
  page: PageInfo
  members: ShownMember[]
  /** Null for who may not invite. */
  invitations: Invitation[] | null
  filled: Filled
  /** Whether the password was typed a short while ago. */
  isFresh: boolean
  invitable: readonly Role[]
  /** Who may do what. */
  acts: Record<Act, readonly Role[]>
}

/** Who is in the account, who is about to be, and what each may do. */
export const TeamPage = ({ page, members, invitations, filled, isFresh, invitable, acts }: Props) => {
  const { team } = page.text
  const owners = members.filter((one) => one.role === 'owner')
  const isLastOwner = owners.length === 1 && owners[0]?.isSelf
  return (
    <SettingsPage page={page} title={team.title} place="team">
      <div class="space-y-10">
        <section aria-labelledby="members-title">
          <div class="flex items-baseline justify-between gap-4">
            <h2 id="members-title">{team.members}</h2>
            <p class="text-sm text-ink-3">{team.count(members.length)}</p>
          </div>
          <p class="mt-1 mb-4 max-w-text text-sm text-ink-2">{team.lead}</p>
          <MemberTable page={page} members={members} />
        </section>
        {invitations && (
          <>
            <Inviting page={page} filled={filled} isFresh={isFresh} invitable={invitable} />
            <PendingInvitations page={page} invitations={invitations} />
          </>
        )}
        <ActTable page={page} acts={acts} />
        <section class="max-w-text" aria-labelledby="leave-title">
          <h2 id="leave-title">{team.leave}</h2>
          <p class="mt-1 mb-3 text-sm text-ink-2">{isLastOwner ? team.leaveLastOwner : team.leaveNote}</p>
          {!isLastOwner && (
            <LinkButton kind="danger" href={href(site.leave)}>
              {team.leaveLink}
            </LinkButton>
          )}
        </section>
      </div>
    </SettingsPage>
  )
}
