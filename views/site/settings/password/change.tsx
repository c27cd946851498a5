import { href, site } from '../../../../src/app/routes.ts'
import type { Failure } from '../../../../src/domain/failures.ts'
import type { PageInfo } from '../../../page.ts'
import { Button } from '../../../ui/button.tsx'
import { Field, type Filled } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Why } from '../../../ui/why.tsx'

/** Sets another password with the current one. */
export const PasswordSection = (props: { page: PageInfo; filled: Filled; failure: Failure | null }) => {
  const { page, filled, failure } = props
  const text = page.text.access.password
  return (
    <section class="max-w-text" aria-labelledby="password-change">
      <h2 id="password-change">{text.title}</h2>
      <p class="mt-1 mb-4 text-sm text-ink-2">{text.lead}</p>
      {failure && failure.code !== 'VALIDATION_FAILED' && (
        <div class="mb-4">
          <Notice tone="bad">
            {failure.code === 'INVALID_CREDENTIALS' ? text.wrong : <Why page={page} failure={failure} />}
          </Notice>
        </div>
      )}
      <Form page={page} action={href(site.passwordChange)} class="max-w-form space-y-5">
        <input
          class="sr-only"
          name="login"
          value={page.reader?.username}
          autocomplete="username"
          aria-label={text.user}
          readonly
          tabindex={-1}
        />
        <Field
          page={page}
          filled={filled}
          name="current"
          type="password"
          label={text.current}
          autocomplete="current-password"
          maxlength={1024}
          required
        />
        <Field
          page={page}
          filled={filled}
          name="password"
          type="password"
          label={text.new_}
          hint={page.text.register.passwordHint}
          autocomplete="new-password"
          maxlength={256}
          required
        />
        <Button>{text.submit}</Button>
      </Form>
    </section>
  )
}
