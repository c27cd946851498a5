import type { Child } from 'hono/jsx'
import { href, site } from '../../../src/app/routes.ts'
import type { User } from '../../../src/domain/people/people.ts'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import { LANGUAGE_NAMES } from '../../text/languages.ts'
import { Button } from '../../ui/button.tsx'
import { Check, Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Select } from '../../ui/select.tsx'
import { ZoneField } from './profile/zone-field.tsx'

const THEMES = ['system', 'light', 'dark'] as const

const Part = ({ name, children }: { name: string; children: Child }) => (
  <fieldset class="space-y-5 border-t border-line pt-5">
    <legend class="sr-only">{name}</legend>
    {children}
  </fieldset>
)

/** Who one is here, and how pages and mails should be. */
export const ProfilePage = ({ page, user, filled }: { page: PageInfo; user: User; filled: Filled }) => {
  const text = page.text.profile
  const { errors, values } = filled
  const locale = values.locale ?? user.locale ?? ''
  const theme = values.theme ?? user.theme ?? page.theme ?? 'system'
  // A form that came back says by what is missing that a box was not ticked.
  const ticked = (name: string, saved: boolean) => (errors.length > 0 ? values[name] === 'true' : saved)
  return (
    <SettingsPage page={page} title={text.title} place="profile">
      <Form page={page} action={href(site.profileChange)} class="max-w-form space-y-6" label={text.title}>
        <Field
          page={page}
          filled={filled}
          name="username"
          label={text.username}
          hint={text.usernameHint}
          value={user.username}
          maxlength={32}
          autocomplete="username"
          required
        />
        <Part name={text.pages}>
          <Select page={page} filled={filled} name="locale" label={text.language} hint={text.languageHint}>
            <option value="" selected={locale === ''}>
              {text.asBrowser}
            </option>
            {Object.entries(LANGUAGE_NAMES).map(([value, { name, tag }]) => (
              <option value={value} selected={value === locale} lang={tag}>
                {name}
              </option>
            ))}
          </Select>
          <ZoneField page={page} filled={filled} value={user.timeZone} />
          <Select page={page} filled={filled} name="theme" label={text.theme}>
            {THEMES.map((value) => (
              <option value={value} selected={value === theme}>
                {page.text.shell.themes[value]}
              </option>
            ))}
          </Select>
        </Part>
        <Part name={text.mails}>
          <h2>{text.mails}</h2>
          <Check
            name="new_sign_in"
            label={text.newSignIn}
            checked={ticked('new_sign_in', user.notifications.newSignIn)}
          />
          <Check
            name="usage"
            label={text.usage}
            hint={text.usageHint}
            checked={ticked('usage', user.notifications.usage)}
          />
          <p class="text-sm text-ink-2">{text.always}</p>
        </Part>
        <Button>{page.text.act.save}</Button>
      </Form>
    </SettingsPage>
  )
}
