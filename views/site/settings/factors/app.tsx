import { href, site } from '../../../../src/app/routes.ts'
import type { Failure } from '../../../../src/domain/failures.ts'
import { MemberPage } from '../../../layout/member.tsx'
import type { PageInfo } from '../../../page.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/code.tsx'
import { Field, type Filled } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Qr } from '../../../ui/qr.tsx'
import { Why } from '../../../ui/why.tsx'

interface Props {
  page: PageInfo
  enrolment: { secret: string; uri: string }
  filled: Filled
  problem: Failure | null
}

/** Groups of four, as one reads them from one screen to another. */
const grouped = (secret: string) => secret.replace(/.{4}(?=.)/g, '$& ')

/** An authenticator app is added: its secret as a picture and as text, and the proof that the app took it. */
export const AppPage = ({ page, enrolment: { secret, uri }, filled, problem }: Props) => {
  const text = page.text.factors.enrol
  return (
    <MemberPage page={page} title={text.title} place="settings">
      <h1>{text.title}</h1>
      {problem && (
        <div class="mt-5 max-w-text">
          <Notice tone="bad">
            <Why page={page} failure={problem} />
          </Notice>
        </div>
      )}
      <div class="mt-6 flex flex-wrap gap-x-10 gap-y-6">
        <div>
          <p class="mb-3 text-sm text-ink-2">{text.scan}</p>
          <Qr data={uri} label={text.picture} />
        </div>
        <div class="max-w-form min-w-0 grow basis-64 space-y-6">
          <div>
            <p class="text-sm text-ink-2">{text.type}</p>
            <div class="mt-2 flex items-start gap-2 rounded-md border border-line bg-sheet py-1 pr-1.5 pl-3">
              <code class="min-w-0 grow py-1.5 text-sm" id="secret" data-testid="totp-secret">
                {grouped(secret)}
              </code>
              <Copy page={page} from="secret" label={`${page.text.act.copy}: ${text.secret}`} />
            </div>
          </div>
          <Form page={page} action={href(site.appConfirming)} class="space-y-5">
            <p class="text-sm text-ink-2">{text.confirm}</p>
            <Field
              page={page}
              filled={filled}
              name="code"
              label={text.code}
              autocomplete="one-time-code"
              inputmode="numeric"
              maxlength={16}
              mono
              required
            />
            <div class="flex flex-wrap gap-3">
              <Button>{text.submit}</Button>
              <LinkButton kind="plain" href={href(site.factors)}>
                {text.cancel}
              </LinkButton>
            </div>
          </Form>
        </div>
      </div>
    </MemberPage>
  )
}
