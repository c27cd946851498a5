import type { Context } from 'hono'
import { INVITATION_DAYS } from '../domain/teams/invitations.ts'
import type { Invitation } from '../domain/teams/teams.ts'
import { memberOf } from './actor.ts'
import { addressOf } from './address.ts'
import type { App } from './context.ts'
import { href, site } from './routes.ts'

/** Writes to who was invited. Nothing is known of them: it speaks the inviter's language. */
export async function mailInvitation(c: Context<App>, made: { invitation: Invitation; token: string }): Promise<void> {
  const { invitation, token } = made
  const { user, account } = memberOf(c)
  await c.var.services.mail({
    to: invitation.email,
    locale: user.locale ?? c.var.locale,
    kind: 'invitation',
    data: {
      inviter: user.username,
      accountName: account.name,
      role: invitation.role,
      url: addressOf(c, `${href(site.invitation)}?token=${token}`),
      expiresInDays: INVITATION_DAYS,
    },
  })
}
