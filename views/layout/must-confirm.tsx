import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { Notice } from '../ui/notice.tsx'

/** Says on every page that calls wait for the reader's address, and leads to another link. */
export const MustConfirm = ({ page }: { page: PageInfo }) => {
  const { access, failure } = page.text
  return (
    <Notice tone="plain">
      <b>
        {access.mustConfirm}
        {failure.stop}
      </b>
      {access.mustConfirmDetail}{' '}
      <a class="text-accent underline underline-offset-2" href={href(site.password)}>
        {access.mustConfirmWay}
      </a>
    </Notice>
  )
}
