import { href, site } from '../../src/app/routes.ts'
import type { Failure } from '../../src/domain/failures.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'

interface Props {
  page: PageInfo
  link: 'verification' | 'reset'
  failure: Failure
}

/** Says that a link opens nothing, and how to get one that does. */
export const UnusableLinkPage = ({ page, link, failure }: Props) => {
  const { unusable } = page.text.access
  const taken = failure.code === 'EMAIL_TAKEN'
  const { title, detail } = page.text.failures[failure.code]
  const inside = href(site.password)
  const way =
    link === 'reset'
      ? { name: unusable.reset, href: href(site.passwordReset) }
      : page.reader
        ? { name: unusable.verificationInside, href: inside }
        : { name: unusable.verification, href: `${href(site.login)}?next=${encodeURIComponent(inside)}` }
  return (
    <OpenPage page={page} title={taken ? unusable.taken : title}>
      <div class="mx-auto max-w-form">
        <h1>{taken ? unusable.taken : title}</h1>
        <p class="mt-2 mb-6 text-ink-2">
          {taken ? unusable.takenDetail : detail}{' '}
          {failure.retryAfter !== undefined && page.text.failure.tryAgainIn(failure.retryAfter)}
        </p>
        <LinkButton href={way.href}>{way.name}</LinkButton>
      </div>
    </OpenPage>
  )
}
