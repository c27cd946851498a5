import { href, site } from '../../src/app/routes.ts'
import type { Failure } from '../../src/domain/failures.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'
import { Field, type Filled } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Or } from '../ui/or.tsx'
import { PasskeyForm } from '../ui/passkey-form.tsx'
import { Why } from '../ui/why.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  /** Why the last try failed; the same for an unknown name and a wrong password. */
  problem: Failure | null
  /** Where to go once signed in. */
  next: string | null
}

/** Where a session begins. */
export const LoginPage = ({ page, filled, problem, next }: Props) => {
  const { login, shell, factors } = page.text
  return (
    <OpenPage page={page} title={login.title}>
      <div class="mx-auto max-w-form">
        <h1>{login.title}</h1>
        {problem && (
          <div class="mt-5">
            <Notice tone="bad">
              {problem.code === 'INVALID_CREDENTIALS' ? login.wrong : <Why page={page} failure={problem} />}
            </Notice>
          </div>
        )}
        <Form page={page} action={href(site.signIn)} class="mt-6 space-y-5">
          {next !== null && <input type="hidden" name="next" value={next} />}
          <Field
            page={page}
            filled={filled}
            name="login"
            label={login.login}
            autocomplete="username"
            maxlength={254}
            required
          />
          <Field
            page={page}
            filled={filled}
            name="password"
            type="password"
            label={login.password}
            autocomplete="current-password"
            maxlength={256}
            required
          />
          <p class="-mt-2 text-sm">
            <a
              class="inline-flex min-h-11 items-center text-accent underline underline-offset-2 sm:min-h-0"
              href={href(site.passwordReset)}
            >
              {page.text.access.reset.forgot}
            </a>
          </p>
          <div class="flex flex-wrap items-center gap-x-4 gap-y-2 pt-1">
            <Button>{login.submit}</Button>
            <p class="text-sm text-ink-3">
              {login.new_}{' '}
              <a class="text-accent underline underline-offset-2" href={href(site.register)}>
                {shell.signUp}
              </a>
            </p>
          </div>
        </Form>
        <Or class="needs-passkeys">{factors.login.or}</Or>
        <PasskeyForm
          page={page}
          kind="get"
          action={href(site.passkeySignIn)}
          question={href(site.passkeyQuestion)}
          submit={factors.login.passkey}
          button="plain"
          next={next}
        />
      </div>
    </OpenPage>
  )
}
