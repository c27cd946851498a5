import type { Context } from 'hono'
import { deviceName } from '../domain/people/devices.ts'
import type { User } from '../domain/people/people.ts'
import { originOf } from './actor.ts'
import { addressOf } from './address.ts'
import { behind } from './behind.ts'
import type { App } from './context.ts'
import { isReachable } from './reachable.ts'
import { href, site } from './routes.ts'

async function tellOfNewDevice(c: Context<App>, user: User): Promise<void> {
  const { people, mail, clock } = c.var.services
  const origin = originOf(c)
  const device = await people.noteDevice(user, origin)
  if (!device || !user.notifications.newSignIn || !isReachable(c, user)) return
  await mail({
    to: user.email,
    locale: user.locale ?? c.var.locale,
    timeZone: user.timeZone,
    kind: 'new_sign_in',
    data: {
      username: user.username,
      at: clock(),
      address: origin.address,
      device: deviceName(device),
      url: addressOf(c, href(site.sessions)),
    },
  })
}

/** After a sign-in: writes to the user when the device is new, behind the answer. */
export const watchForNewDevice = (c: Context<App>, user: User): void =>
  behind(c, 'device.unnoted', () => tellOfNewDevice(c, user))
