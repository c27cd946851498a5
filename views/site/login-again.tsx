import { href, site } from '../../src/app/routes.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'
import { Field, type Filled } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  /** Whether the last try was not the password. */
  wrong: boolean
  /** Where to go once it was. */
  next: string | null
}

/** Asks for the password once more before something that a borrowed session must not do. */
export const LoginAgainPage = ({ page, filled, wrong, next }: Props) => {
  const { loginAgain, login } = page.text
  return (
    <OpenPage page={page} title={loginAgain.title}>
      <div class="mx-auto max-w-form">
        <h1>{loginAgain.title}</h1>
        <p class="mt-2 text-ink-2">{loginAgain.lead}</p>
        {wrong && (
          <div class="mt-5">
            <Notice tone="bad">{loginAgain.wrong}</Notice>
          </div>
        )}
        <Form page={page} action={href(site.signInAgain)} class="mt-6 space-y-5">
          {next !== null && <input type="hidden" name="next" value={next} />}
          <div>
            <label class="block text-sm font-[550]" for="login">
              {loginAgain.as}
            </label>
            <input
              class="mt-1 block w-full min-w-0 truncate bg-transparent"
              id="login"
              name="login"
              value={page.reader?.username}
              autocomplete="username"
              readonly
              tabindex={-1}
            />
          </div>
          <Field
            page={page}
            filled={filled}
            name="password"
            type="password"
            label={login.password}
            autocomplete="current-password"
            maxlength={1024}
            required
          />
          <Button>{loginAgain.submit}</Button>
        </Form>
      </div>
    </OpenPage>
  )
}
