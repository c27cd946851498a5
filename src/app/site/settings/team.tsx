import { type Context, Hono } from 'hono'
import { TeamPage } from '../../../../views/site/settings/team.tsx'
import { EMPTY, type Filled } from '../../../../views/ui/field.tsx'
import { ALLOWED, may } from '../../../domain/people/roles.ts'
import { isFresh } from '../../../domain/people/sessions.ts'
import { INVITABLE, mayTouch } from '../../../domain/teams/rules.ts'
import { memberOf, originOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { mailInvitation } from '../../invitation-mail.ts'
import { readForm } from '../../middleware/form.ts'
import { href, site } from '../../routes.ts'
import { invitation } from '../../team-input.ts'
import { failurePage } from '../failure.tsx'
import { filledWith } from '../filled.ts'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

export const team = new Hono<App>()

const LIST = href(site.team)

async function teamPage(c: Context<App>, filled: Filled, status: 200 | 422) {
  const session = memberOf(c)
  const { user, account, role } = session
  const { teams, clock } = c.var.services
  const [members, invitations] = await Promise.all([
    teams.members(account.id),
    may(role, 'members.write') ? teams.invitations(account.id) : null,
  ])
  const rows = members.map((member) => {
    const isSelf = member.id === user.id
    return { ...member, isSelf, isTouchable: !isSelf && mayTouch(role, member.role) }
  })
  return c.html(
    <TeamPage
      page={pageInfo(c)}
      members={rows}
      invitations={invitations}
      filled={filled}
      isFresh={isFresh(session, clock())}
      invitable={INVITABLE}
      acts={ALLOWED}
    />,
    status,
  )
}

team.get(site.team.path, (c) => teamPage(c, EMPTY, 200))

team.post(site.inviting.path, async (c) => {
  const form = await readForm(c, invitation)
  const made = form.ok ? await c.var.services.teams.invite(memberOf(c), form.value, originOf(c)) : form
  if (made.ok) {
    await mailInvitation(c, made.value)
    leaveNotice(c, 'invitation_sent')
    return c.redirect(LIST, 303)
  }
  const filled = filledWith(form.values, made)
  return filled ? teamPage(c, filled, 422) : failurePage(c, made.code, c.var.requestId)
})

team.post(site.invitationResending.path, async (c) => {
  const made = await c.var.services.teams.resend(memberOf(c), c.req.param('id'), originOf(c))
  if (!made.ok) return failurePage(c, made.code, c.var.requestId)
  await mailInvitation(c, made.value)
  leaveNotice(c, 'invitation_sent')
  return c.redirect(LIST, 303)
})

team.post(site.invitationWithdrawal.path, async (c) => {
  const withdrawn = await c.var.services.teams.withdraw(memberOf(c), c.req.param('id'), originOf(c))
  if (!withdrawn.ok) return failurePage(c, withdrawn.code, c.var.requestId)
  leaveNotice(c, 'invitation_withdrawn')
  return c.redirect(LIST, 303)
})
