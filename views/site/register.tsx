import { href, site } from '../../src/app/routes.ts'
import type { Failure } from '../../src/domain/failures.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'
import { Field, type Filled } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Why } from '../ui/why.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  /** What stands in the way that no field is to blame for. */
  problem?: Failure | null
}

/** Where an account begins. What was typed stays, but for the password. */
export const RegisterPage = ({ page, filled, problem = null }: Props) => {
  const { register, shell, failures } = page.text
  return (
    <OpenPage page={page} title={register.title}>
      <div class="mx-auto max-w-form">
        <h1>{register.title}</h1>
        <p class="mt-1 text-ink-2">{register.lead}</p>
        {(problem || filled.errors.length > 0) && (
          <div class="mt-5">
            <Notice tone="bad">
              {problem ? <Why page={page} failure={problem} /> : `${failures.VALIDATION_FAILED.title}.`}
            </Notice>
          </div>
        )}
        <Form page={page} action={href(site.registration)} class="mt-6 space-y-5">
          <Field
            page={page}
            filled={filled}
            name="username"
            label={register.username}
            hint={register.usernameHint}
            autocomplete="username"
            maxlength={32}
            required
          />
          <Field
            page={page}
            filled={filled}
            name="email"
            type="email"
            label={register.email}
            autocomplete="email"
            maxlength={254}
            required
          />
          <Field
            page={page}
            filled={filled}
            name="password"
            type="password"
            label={register.password}
            hint={register.passwordHint}
            autocomplete="new-password"
            maxlength={256}
            required
          />
          <div class="flex flex-wrap items-center gap-x-4 gap-y-2 pt-1">
            <Button>{register.submit}</Button>
            <p class="text-sm text-ink-3">
              {register.already}{' '}
              <a class="text-accent underline underline-offset-2" href={href(site.login)}>
                {shell.signIn}
              </a>
            </p>
          </div>
        </Form>
      </div>
    </OpenPage>
  )
}
