import { href, site } from '../../../../src/app/routes.ts'
import type { Failure } from '../../../../src/domain/failures.ts'
import type { Passkey } from '../../../../src/domain/people/factors/factors.ts'
import { MemberPage } from '../../../layout/member.tsx'
import type { PageInfo } from '../../../page.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { Field, type Filled } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { PasskeyForm } from '../../../ui/passkey-form.tsx'
import { Why } from '../../../ui/why.tsx'

interface NewProps {
  page: PageInfo
  /** What it is called until someone says otherwise. */
  name: string
  filled: Filled
  problem: Failure | null
}

const LONGEST_NAME = 60

/** A passkey is made. */
export const NewPasskeyPage = ({ page, name, filled, problem }: NewProps) => {
  const text = page.text.factors.newPasskey
  const cancel = (
    <LinkButton kind="plain" href={href(site.factors)}>
      {text.cancel}
    </LinkButton>
  )
  return (
    <MemberPage page={page} title={text.title} place="settings">
      <div class="max-w-form">
        <h1>{text.title}</h1>
        {problem && (
          <div class="mt-5">
            <Notice tone="bad">
              <Why page={page} failure={problem} />
            </Notice>
          </div>
        )}
        <PasskeyForm
          page={page}
          kind="create"
          action={href(site.passkeyAdding)}
          question={href(site.passkeyNewQuestion)}
          submit={text.submit}
          class="mt-3 space-y-5"
          beside={cancel}
        >
          <p class="text-ink-2">{text.lead}</p>
          <Field
            page={page}
            filled={filled}
            name="name"
            label={text.name}
            hint={text.nameHint}
            value={name}
            autocomplete="off"
            maxlength={LONGEST_NAME}
            required
          />
        </PasskeyForm>
        <div class="lacks-passkeys mt-5 space-y-5">
          <Notice tone="plain">{text.unscripted}</Notice>
          {cancel}
        </div>
      </div>
    </MemberPage>
  )
}

/** One passkey: its name, and the way to its end. */
export const PasskeyPage = ({ page, passkey, filled }: { page: PageInfo; passkey: Passkey; filled: Filled }) => {
  const text = page.text.factors.passkey
  const { name } = page.text.factors.newPasskey
  const { id } = passkey
  return (
    <MemberPage page={page} title={`${text.title} ${passkey.name}`} place="settings">
      <p class="text-sm text-ink-3">{text.title}</p>
      <h1 class="[overflow-wrap:anywhere]">{passkey.name}</h1>
      <Form
        page={page}
        action={href(site.passkeyName, { id })}
        class="mt-6 flex max-w-form flex-wrap items-end gap-x-3 gap-y-4"
      >
        <Field
          page={page}
          filled={filled}
          name="name"
          label={name}
          value={passkey.name}
          autocomplete="off"
          maxlength={LONGEST_NAME}
          required
          class="min-w-0 grow basis-52"
        />
        <Button kind="plain">{text.rename}</Button>
      </Form>
      <section class="mt-10 border-t border-line pt-5">
        <h2>{text.end}</h2>
        <p class="mt-1 mb-4 max-w-text text-sm text-ink-2">{text.endNote}</p>
        <LinkButton kind="danger" href={href(site.passkeyRemoval, { id })}>
          {text.remove}
        </LinkButton>
      </section>
    </MemberPage>
  )
}
