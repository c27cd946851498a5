import type { Context } from 'hono'
import type { Link } from '../domain/people/access.ts'
import type { User } from '../domain/people/people.ts'
import { RESET_MINUTES, VERIFICATION_HOURS } from '../domain/people/tokens.ts'
import { originOf } from './actor.ts'
import { addressOf } from './address.ts'
import { behind } from './behind.ts'
import type { App } from './context.ts'
import { isReachable } from './reachable.ts'
import { href, type Route, site } from './routes.ts'

// All of them go behind the answer: neither its time nor its text tells whether one was sent.

const readerOf = (c: Context<App>, user: User, to = user.email) => ({ to, locale: user.locale ?? c.var.locale })

// In the query, of which no log line tells.
const linkTo = (c: Context<App>, route: Route, { token }: Link) => addressOf(c, `${route.path}?token=${token}`)

/** Mails a link for the address that a user has yet to confirm, if there is one to mail. */
export const mailVerification = (c: Context<App>, user: User): void =>
  behind(c, 'verification.unsent', async () => {
    const link = await c.var.services.people.verificationLink(user)
    if (!link) return
    const url = linkTo(c, site.verification, link)
    const data = { username: user.username, url, expiresInHours: VERIFICATION_HOURS }
    await c.var.services.mail({ ...readerOf(c, user, link.to), kind: 'verify_address', data })
  })

/** Mails a link for another password, if the login is one of a user with a confirmed address. */
export const mailReset = (c: Context<App>, login: string): void =>
  behind(c, 'reset.unsent', async () => {
    const link = await c.var.services.people.resetLink(login)
    if (!link) return
    const url = linkTo(c, site.newPassword, link)
    const data = { username: link.user.username, url, expiresInMinutes: RESET_MINUTES }
    await c.var.services.mail({ ...readerOf(c, link.user), kind: 'reset_password', data })
  })

const actOf = (c: Context<App>, { username }: User) => ({
  username,
  at: c.var.services.clock(),
  address: originOf(c).address,
  url: addressOf(c, href(site.password)),
})

export const tellOfPassword = (c: Context<App>, user: User): void =>
  behind(c, 'password_change.untold', async () => {
    if (!isReachable(c, user)) return
    await c.var.services.mail({ ...readerOf(c, user), kind: 'password_changed', data: actOf(c, user) })
  })

/** Tells the address that was confirmed before. */
export const tellOfAddress = (c: Context<App>, user: User, former: string): void =>
  behind(c, 'address_change.untold', () => {
    const data = { ...actOf(c, user), changedTo: user.email }
    return c.var.services.mail({ ...readerOf(c, user, former), kind: 'address_changed', data })
  })
