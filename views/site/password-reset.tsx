import { href, site } from '../../src/app/routes.ts'
import type { Failure } from '../../src/domain/failures.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button, LinkButton } from '../ui/button.tsx'
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

/** Where one asks for another password. */
export const ResetPage = ({ page, filled, problem = null }: Props) => {
  const { reset } = page.text.access
  return (
    <OpenPage page={page} title={reset.title}>
      <div class="mx-auto max-w-form">
        <h1>{reset.title}</h1>
        <p class="mt-2 text-ink-2">{reset.lead}</p>
        {problem?.retryAfter !== undefined && (
          <div class="mt-5">
            <Notice tone="bad">
              <Why page={page} failure={problem} />
            </Notice>
          </div>
        )}
        <Form page={page} action={href(site.passwordResetting)} class="mt-6 space-y-5">
          <Field
            page={page}
            filled={filled}
            name="login"
            label={reset.login}
            autocomplete="username"
            maxlength={254}
            required
          />
          <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button>{reset.submit}</Button>
            <LinkButton kind="quiet" href={href(site.login)}>
              {reset.back}
            </LinkButton>
          </div>
        </Form>
      </div>
    </OpenPage>
  )
}

/** The answer to everyone who asks. */
export const ResetAskedPage = ({ page }: { page: PageInfo }) => {
  const { reset } = page.text.access
  return (
    <OpenPage page={page} title={reset.askedTitle}>
      <div class="mx-auto max-w-form">
        <h1>{reset.askedTitle}</h1>
        <p class="mt-2">{reset.asked}</p>
        <p class="mt-3 mb-6 text-sm text-ink-3">{reset.askedNote}</p>
        <LinkButton kind="plain" href={href(site.login)}>
          {reset.back}
        </LinkButton>
      </div>
    </OpenPage>
  )
}
