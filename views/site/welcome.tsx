import { href, site } from '../../src/app/routes.ts'
import type { User } from '../../src/domain/people/people.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'
import { Code } from '../ui/code.tsx'
import { NewKey } from '../ui/new-key.tsx'
import { curlExample } from './examples.ts'

interface Props {
  page: PageInfo
  user: User
  /** Whether calls are refused until the address is confirmed. */
  keysWait: boolean
  apiKey: string
  inForce: boolean
  exampleUrl: string
  /** Whether they came here from an invitation that waits for them. */
  isInvited: boolean
}

/** The first page of a new account: its first key, and a call to try it with. */
export const WelcomePage = ({ page, user, keysWait, apiKey, inForce, exampleUrl, isInvited }: Props) => {
  const { newKey, access } = page.text
  const confirmation = (
    <>
      <h2 class="mt-9">{access.welcome.title}</h2>
      <p class="mt-1 text-sm text-ink-2 [overflow-wrap:anywhere]">
        {access.welcome.mailed(user.email)} {keysWait && access.welcome.keysWait}
      </p>
    </>
  )
  return (
    <OpenPage page={page} title={newKey.heading} bare>
      <div class="mx-auto max-w-text">
        <p class="text-ink-2">{newKey.welcome(user.username)}</p>
        <h1 class="mb-4">{newKey.heading}</h1>
        <NewKey page={page} apiKey={apiKey} inForce={inForce} />
        {keysWait && confirmation}
        <h2 class="mt-9">{newKey.try}</h2>
        <p class="mt-1 mb-3 text-sm text-ink-2">{newKey.tryNote}</p>
        <Code page={page} id="first-call" title="Shell" code={curlExample(exampleUrl, apiKey)} />
        {!keysWait && confirmation}
        <p class="mt-8">
          <LinkButton href={href(isInvited ? site.invitation : site.dashboard)}>
            {isInvited ? newKey.toInvitation : newKey.next}
          </LinkButton>
        </p>
      </div>
    </OpenPage>
  )
}
