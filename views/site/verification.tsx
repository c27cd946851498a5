import { href, site } from '../../src/app/routes.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { Form } from '../ui/form.tsx'

interface Props {
  page: PageInfo
  token: string
  username: string
  email: string
}

/** Asks whether an address belongs to a user. A button, since mail scanners open links. */
export const VerificationPage = ({ page, token, username, email }: Props) => {
  const { verification } = page.text.access
  return (
    <OpenPage page={page} title={verification.title} bare>
      <div class="mx-auto max-w-form">
        <h1>{verification.title}</h1>
        <p class="mt-2 mb-5 text-ink-2">{verification.detail}</p>
        <Facts
          facts={[
            [verification.user, username],
            [verification.address, email],
          ]}
        />
        <Form page={page} action={href(site.verifying)} class="mt-6">
          <input type="hidden" name="token" value={token} />
          <Button>{verification.submit}</Button>
        </Form>
        <p class="mt-6 text-sm text-ink-3">{verification.notYou(username)}</p>
      </div>
    </OpenPage>
  )
}
