import { href, site } from '../../../../src/app/routes.ts'
import type { Role } from '../../../../src/domain/people/people.ts'
import type { Member } from '../../../../src/domain/teams/teams.ts'
import { SettingsPage } from '../../../layout/settings.tsx'
import type { PageInfo } from '../../../page.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { EMPTY } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Select } from '../../../ui/select.tsx'

interface Props {
  page: PageInfo
  member: Member
  /** Those that the reader may give. */
  roles: readonly Role[]
}

/** One member: their role to change, and the way to what is graver. */
export const TeamMemberPage = ({ page, member, roles }: Props) => {
  const { team } = page.text
  const { id, username, email, role } = member
  return (
    <SettingsPage page={page} title={username} place="team">
      <p class="text-sm">
        <a class="text-accent hover:underline" href={href(site.team)}>
          ← {team.title}
        </a>
      </p>
      <h2 class="mt-1 [overflow-wrap:anywhere]">{username}</h2>
      <p class="text-sm text-ink-3 [overflow-wrap:anywhere]">{email}</p>
      <div class="mt-6 max-w-text space-y-9">
        <section aria-label={team.member.role}>
          <Form page={page} action={href(site.memberRole, { id })} class="flex flex-wrap items-start gap-3">
            <Select class="min-w-full sm:min-w-48" page={page} filled={EMPTY} name="role" label={team.member.role}>
              {roles.map((one) => (
                <option value={one} selected={one === role}>
                  {team.roles[one]}
                </option>
              ))}
            </Select>
            <div class="sm:pt-6.5">
              <Button kind="plain">{team.member.change}</Button>
            </div>
          </Form>
          <p class="mt-2 text-sm text-ink-3">{team.member.changeNote}</p>
        </section>
        {page.reader?.may('account.hand_over') && (
          <section aria-labelledby="ownership-title">
            <h3 id="ownership-title">{team.member.handOver}</h3>
            <p class="mt-1 mb-3 text-sm text-ink-2">{team.member.handOverNote}</p>
            <LinkButton kind="danger" href={href(site.ownership, { id })}>
              {team.member.handOverLink}
            </LinkButton>
          </section>
        )}
        <section aria-labelledby="removal-title">
          <h3 id="removal-title">{team.member.remove}</h3>
          <p class="mt-1 mb-3 text-sm text-ink-2">{team.member.removeNote}</p>
          <LinkButton kind="danger" href={href(site.memberRemoval, { id })}>
            {team.member.removeLink}
          </LinkButton>
        </section>
      </div>
    </SettingsPage>
  )
}
