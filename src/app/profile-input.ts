import * as z from 'zod'
import type { ProfileChange } from '../domain/people/profile.ts'
import { zoneNamed } from '../domain/time-zones.ts'
import { refusal } from './middleware/fields.ts'
import { username } from './people-input.ts'

const theme = z.enum(['system', 'light', 'dark'])
const timeZone = z
  .string()
  .min(1)
  .max(64)
  .refine((text) => zoneNamed(text) !== null, refusal('format'))
  .transform((text) => zoneNamed(text) ?? text)

// A box that is not ticked is not sent.
const ticked = z
  .literal('true')
  .optional()
  .transform((value) => value === 'true')

/** What the form of the profile takes: all of it. An empty language is the browser's. */
export const profileForm = z
  .strictObject({
    username,
    locale: z.enum(['', 'en', 'zh']),
    time_zone: timeZone,
    theme,
    new_sign_in: ticked,
    usage: ticked,
  })
  .transform(
    (form): ProfileChange => ({
      username: form.username,
      locale: form.locale === '' ? null : form.locale,
      timeZone: form.time_zone,
      theme: form.theme,
      notifications: { newSignIn: form.new_sign_in, usage: form.usage },
    }),
  )

/** What of a profile can be changed in JSON: anything, and only what is named. */
export const profileChange = z
  .strictObject({
    username,
    locale: z.enum(['en', 'zh']).nullable().meta({ description: 'Null: as the browser says' }),
    time_zone: timeZone.meta({ description: 'IANA: `Europe/Berlin`' }),
    theme,
    notifications: z.strictObject({ new_sign_in: z.boolean(), usage: z.boolean() }),
  })
  .partial()
  .transform(({ username, locale, time_zone, theme, notifications }): ProfileChange => {
    const change: ProfileChange = {}
    if (username !== undefined) change.username = username
    if (locale !== undefined) change.locale = locale
    if (time_zone !== undefined) change.timeZone = time_zone
    if (theme !== undefined) change.theme = theme
    if (notifications) change.notifications = { newSignIn: notifications.new_sign_in, usage: notifications.usage }
    return change
  })
