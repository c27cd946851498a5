import { href, site } from '../../src/app/routes.ts'
import type { Failure } from '../../src/domain/failures.ts'
import type { FactorState } from '../../src/domain/people/factors/factors.ts'
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
  username: string
  state: FactorState
  filled: Filled
  /** Why the last try failed. */
  problem: Failure | null
  /** Where to go once signed in. */
  next: string | null
}

/** The step between the password and the session. */
export const LoginFactorPage = ({ page, username, state, filled, problem, next }: Props) => {
  const text = page.text.factors.give
  const hasPasskeys = state.passkeys.length > 0
  return (
    <OpenPage page={page} title={text.title}>
      <div class="mx-auto max-w-form">
        <h1>{text.title}</h1>
        <p class="mt-2 text-ink-2">{text.as(username)}</p>
        {problem && (
          <div class="mt-5">
            <Notice tone="bad">
              {problem.code === 'INVALID_CODE' ? text.wrong : <Why page={page} failure={problem} />}
            </Notice>
          </div>
        )}
        {hasPasskeys && (
          <>
            <PasskeyForm
              page={page}
              kind="get"
              action={href(site.factorPasskeyGiving)}
              question={href(site.factorPasskeyQuestion)}
              submit={text.passkey}
              next={next}
              class="mt-6"
            />
            <Or class="needs-passkeys">{text.or}</Or>
            <p class="lacks-passkeys mt-5 text-sm text-ink-2">{text.unscripted}</p>
          </>
        )}
        <Form page={page} action={href(site.factorGiving)} class="mt-6 space-y-5">
          {next !== null && <input type="hidden" name="next" value={next} />}
          <Field
            page={page}
            filled={filled}
            name="code"
            label={text.code}
            hint={state.app ? text.appHint : text.codeHint}
            autocomplete="one-time-code"
            maxlength={64}
            mono
            required
          />
          <Button kind={hasPasskeys ? 'plain' : 'primary'}>{text.submit}</Button>
        </Form>
        <div class="mt-8 border-t border-line pt-3 text-sm text-ink-3">
          <p>{text.waits}</p>
          <Form page={page} action={href(site.factorLeaving)}>
            <Button kind="quiet">{text.leave}</Button>
          </Form>
        </div>
      </div>
    </OpenPage>
  )
}
