import { href, site } from '../../src/app/routes.ts'
import type { Failure } from '../../src/domain/failures.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'
import { Field, type Filled, ReadOnly } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Or } from '../ui/or.tsx'
import { PasskeyForm } from '../ui/passkey-form.tsx'
import { Why } from '../ui/why.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  /** Why the last try failed. */
  problem: Failure | null
  /** Where to go once it was. */
  next: string | null
  hasPasskeys: boolean
}

/** Asks for the password once more before something that a borrowed session must not do. */
export const LoginAgainPage = ({ page, filled, problem, next, hasPasskeys }: Props) => {
  const { loginAgain, login, factors } = page.text
  return (
    <OpenPage page={page} title={loginAgain.title}>
      <div class="mx-auto max-w-form">
        <h1>{loginAgain.title}</h1>
        <p class="mt-2 text-ink-2">{loginAgain.lead}</p>
        {problem && (
          <div class="mt-5">
            <Notice tone="bad">
              {problem.code === 'INVALID_CREDENTIALS' ? loginAgain.wrong : <Why page={page} failure={problem} />}
            </Notice>
          </div>
        )}
        <Form page={page} action={href(site.signInAgain)} class="mt-6 space-y-5">
          {next !== null && <input type="hidden" name="next" value={next} />}
          <ReadOnly name="login" label={loginAgain.as} value={page.reader?.username ?? ''} autocomplete="username" />
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
        {hasPasskeys && (
          <>
            <Or class="needs-passkeys">{factors.login.or}</Or>
            <PasskeyForm
              page={page}
              kind="get"
              action={href(site.passkeyAgain)}
              question={href(site.passkeyAgainQuestion)}
              submit={factors.login.passkey}
              button="plain"
              next={next}
            />
          </>
        )}
      </div>
    </OpenPage>
  )
}
