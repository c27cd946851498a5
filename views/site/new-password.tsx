import { href, site } from '../../src/app/routes.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'
import { Field, type Filled, ReadOnly } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

interface Props {
  page: PageInfo
  token: string
  username: string
  filled: Filled
}

/** Sets another password by the link that was mailed. */
export const NewPasswordPage = ({ page, token, username, filled }: Props) => {
  const { access, register } = page.text
  const { reset } = access
  return (
    <OpenPage page={page} title={reset.title} bare>
      <div class="mx-auto max-w-form">
        <h1>{reset.title}</h1>
        <p class="mt-2 text-ink-2">{reset.ends}</p>
        <Form page={page} action={href(site.newPasswordSetting)} class="mt-6 space-y-5">
          <input type="hidden" name="token" value={token} />
          <ReadOnly name="login" label={reset.for} value={username} autocomplete="username" />
          <Field
            page={page}
            filled={filled}
            name="password"
            type="password"
            label={reset.newPassword}
            hint={register.passwordHint}
            autocomplete="new-password"
            maxlength={256}
            required
          />
          <Button>{reset.set}</Button>
        </Form>
      </div>
    </OpenPage>
  )
}
