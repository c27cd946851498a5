import { type Context, Hono } from 'hono'
import { OwnershipPage, RemovalPage } from '../../../../views/site/settings/team/confirm.tsx'
import { TeamMemberPage } from '../../../../views/site/settings/team/member.tsx'
import { type FailureCode, failed, type Result } from '../../../domain/failures.ts'
import { mayTouch, rolesToGive } from '../../../domain/teams/rules.ts'
import type { Member } from '../../../domain/teams/teams.ts'
import { memberOf, originOf } from '../../actor.ts'
import type { App } from '../../context.ts'
import { readForm } from '../../middleware/form.ts'
import { href, site } from '../../routes.ts'
import { memberChange } from '../../team-input.ts'
import { failurePage } from '../failure.tsx'
import { leaveNotice } from '../notice.ts'
import { pageInfo } from '../page.ts'

export const member = new Hono<App>()

const LIST = href(site.team)
const refused = (c: Context<App>, code: FailureCode) => failurePage(c, code, c.var.requestId)

/** Someone of this account whom the reader may touch. */
async function found(c: Context<App>, id: string): Promise<Result<Member>> {
  const { account, user, role } = memberOf(c)
  const one = await c.var.services.teams.member(account.id, id)
  if (!one.ok) return one
  return id !== user.id && mayTouch(role, one.value.role) ? one : failed('FORBIDDEN')
}

member.get(site.member.path, async (c) => {
  const one = await found(c, c.req.param('id'))
  if (!one.ok) return refused(c, one.code)
  return c.html(<TeamMemberPage page={pageInfo(c)} member={one.value} roles={rolesToGive(memberOf(c).role)} />)
})

member.post(site.memberRole.path, async (c) => {
  const form = await readForm(c, memberChange)
  if (!form.ok) return refused(c, form.code)
  const { teams } = c.var.services
  const changed = await teams.changeRole(memberOf(c), c.req.param('id'), form.value.role, originOf(c))
  if (!changed.ok) return refused(c, changed.code)
  leaveNotice(c, changed.value.inForce ? 'role_changed' : 'pending')
  return c.redirect(LIST, 303)
})

member.get(site.memberRemoval.path, async (c) => {
  const one = await found(c, c.req.param('id'))
  return one.ok ? c.html(<RemovalPage page={pageInfo(c)} member={one.value} />) : refused(c, one.code)
})

member.post(site.memberRemoving.path, async (c) => {
  const removed = await c.var.services.teams.remove(memberOf(c), c.req.param('id'), originOf(c))
  if (!removed.ok) return refused(c, removed.code)
  leaveNotice(c, removed.value.inForce ? 'member_removed' : 'pending')
  return c.redirect(LIST, 303)
})

member.get(site.ownership.path, async (c) => {
  const one = await found(c, c.req.param('id'))
  return one.ok ? c.html(<OwnershipPage page={pageInfo(c)} member={one.value} />) : refused(c, one.code)
})

member.post(site.ownershipChange.path, async (c) => {
  const handed = await c.var.services.teams.handOver(memberOf(c), c.req.param('id'), originOf(c))
  if (!handed.ok) return refused(c, handed.code)
  leaveNotice(c, handed.value.inForce ? 'ownership_handed_over' : 'pending')
  return c.redirect(LIST, 303)
})
