import { href, site } from '../../src/app/routes.ts'
import type { FailureCode } from '../../src/domain/failures.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

interface Props {
  page: PageInfo
  code: FailureCode
  status: number
  requestId: string
}

/** A page for what could not be done: what happened, what to do, and the number to quote. */
export const FailurePage = ({ page, code, status, requestId }: Props) => {
  const { failure, failures } = page.text
  return (
    <OpenPage page={page} title={failures[code].title}>
      <div class="max-w-text">
        <p class="font-mono text-sm text-ink-3">{status}</p>
        <h1 class="mt-1">{failures[code].title}</h1>
        <p class="mt-3 text-ink-2">{failures[code].detail}</p>
        <p class="mt-3 text-sm text-ink-3">
          {failure.requestId} <code class="text-ink-2">{requestId}</code>
        </p>
        <p class="mt-7">
          <LinkButton kind="plain" href={page.reader ? href(site.dashboard) : href(site.home)}>
            {page.reader ? failure.overview : failure.home}
          </LinkButton>
        </p>
      </div>
    </OpenPage>
  )
}

/** The same for a part of a page: it takes its place above the page, which stays as it is. */
export const FailureNotice = ({ page, code, requestId }: Omit<Props, 'status'>) => {
  const { failure, failures } = page.text
  return (
    <div class="pb-6">
      <Notice tone="bad">
        <b>{failures[code].title}.</b> {failures[code].detail} {failure.requestId} <code>{requestId}</code>
      </Notice>
    </div>
  )
}
