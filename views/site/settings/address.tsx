import { href, site } from '../../../src/app/routes.ts'
import type { Failure } from '../../../src/domain/failures.ts'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Field, type Filled } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Why } from '../../ui/why.tsx'

interface Props {
  page: PageInfo
  filled: Filled
  problem?: Failure | null
}

/** Asks for another mail address. */
export const AddressPage = ({ page, filled, problem = null }: Props) => {
  const { changing, current } = page.text.access.address
  return (
    <SettingsPage page={page} title={changing.title} place="signIn">
      <div class="max-w-form">
        <h2>{changing.title}</h2>
        <p class="mt-1 text-sm text-ink-2">{changing.lead}</p>
        {problem?.retryAfter !== undefined && (
          <div class="mt-5">
            <Notice tone="bad">
              <Why page={page} failure={problem} />
            </Notice>
          </div>
        )}
        <Form page={page} action={href(site.addressChanging)} class="mt-5 space-y-5">
          <p class="text-sm">
            <span class="block text-ink-3">{current}</span>
            <span class="[overflow-wrap:anywhere]">{page.reader?.email}</span>
          </p>
          <Field
            page={page}
            filled={filled}
            name="email"
            type="email"
            label={changing.email}
            autocomplete="email"
            maxlength={254}
            required
          />
          <div class="flex flex-wrap gap-3">
            <Button>{changing.submit}</Button>
            <LinkButton kind="plain" href={href(site.password)}>
              {changing.cancel}
            </LinkButton>
          </div>
        </Form>
      </div>
    </SettingsPage>
  )
}
