import { href, site } from '../../../../src/app/routes.ts'
import type { Role } from '../../../../src/domain/people/people.ts'
import type { Invitation } from '../../../../src/domain/teams/teams.ts'
import type { PageInfo } from '../../../page.ts'
import { formatOf } from '../../../text/format.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { Field, type Filled } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Select } from '../../../ui/select.tsx'
import { Cell, RowHead, Table } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'

interface InvitingProps {
  page: PageInfo
  filled: Filled
  isFresh: boolean
  invitable: readonly Role[]
}

/** The form that invites; before it the password, when that was typed too long ago. */
export const Inviting = ({ page, filled, isFresh, invitable }: InvitingProps) => {
  const { team } = page.text
  const again = `${href(site.loginAgain)}?next=${encodeURIComponent(href(site.team))}`
  return (
    <section aria-labelledby="invite-title">
      <h2 id="invite-title">{team.invite}</h2>
      <p class="mt-1 mb-4 max-w-text text-sm text-ink-2">{isFresh ? team.inviteLead : team.inviteFresh}</p>
      {isFresh ? (
        <Form
          page={page}
          action={href(site.inviting)}
          label={team.invite}
          class="grid max-w-[52rem] gap-4 sm:grid-cols-[minmax(0,1fr)_11rem_auto]"
        >
          <Field
            page={page}
            filled={filled}
            name="email"
            type="email"
            label={team.email}
            maxlength={254}
            autocomplete="off"
            required
          />
          <Select page={page} filled={filled} name="role" label={team.role}>
            {invitable.map((one) => (
              <option value={one} selected={one === (filled.values.role ?? 'viewer')}>
                {team.roles[one]}
              </option>
            ))}
          </Select>
          <div class="sm:pt-6.5">
            <Button>{team.inviteSubmit}</Button>
          </div>
        </Form>
      ) : (
        <LinkButton kind="plain" href={again}>
          {team.inviteUnlock}
        </LinkButton>
      )}
    </section>
  )
}

const Row = ({ page, invitation }: { page: PageInfo; invitation: Invitation }) => {
  const { team } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const { id, email, role, invitedBy, expiresAt } = invitation
  return (
    <tr id={id}>
      <RowHead class="[overflow-wrap:anywhere]">{email}</RowHead>
      <Cell label={team.role} class="whitespace-nowrap">
        {team.roles[role]}
      </Cell>
      <Cell label={team.invitedBy} class="[overflow-wrap:anywhere]">
        {invitedBy}
      </Cell>
      <Cell label={team.ends} class="whitespace-nowrap">
        <Time page={page} at={expiresAt}>
          {format.date(expiresAt)}
        </Time>
      </Cell>
      <Cell class="max-sm:!justify-end">
        <div class="flex justify-end gap-4">
          <Form page={page} action={href(site.invitationResending, { id })}>
            <Button kind="quiet" label={team.resendNamed(email)}>
              {team.resend}
            </Button>
          </Form>
          <Form page={page} action={href(site.invitationWithdrawal, { id })}>
            <Button kind="quiet" label={team.withdrawNamed(email)}>
              {team.withdraw}
            </Button>
          </Form>
        </div>
      </Cell>
    </tr>
  )
}

/** Who was invited and has not accepted yet. */
export const PendingInvitations = ({ page, invitations }: { page: PageInfo; invitations: Invitation[] }) => {
  const { team } = page.text
  return (
    <section aria-labelledby="pending-title">
      <h2 class="mb-3" id="pending-title">
        {team.pending}
      </h2>
      {invitations.length === 0 ? (
        <Empty title={team.nonePending}>{team.nonePendingNote}</Empty>
      ) : (
        <Table
          cards
          caption={team.pending}
          columns={[
            { name: team.email, class: 'sm:w-1/3' },
            { name: team.role },
            { name: team.invitedBy },
            { name: team.ends },
            { name: team.withdraw, hidden: true },
          ]}
        >
          {invitations.map((invitation) => (
            <Row page={page} invitation={invitation} />
          ))}
        </Table>
      )}
    </section>
  )
}
