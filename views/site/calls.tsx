import { href, site } from '../../src/app/routes.ts'
import type { CallSearch, NamedCall } from '../../src/domain/calls/calls.ts'
import type { Page } from '../../src/domain/page.ts'
import { CallList } from '../calls/list.tsx'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'

interface Props {
  page: PageInfo
  list: Page<NamedCall>
  search: CallSearch
}

/** The account's calls. */
export const CallsPage = ({ page, list, search }: Props) => (
  <MemberPage page={page} title={page.text.calls.list.title} place="overview">
    <CallList
      page={page}
      at={href(site.calls)}
      callAt={({ id }) => href(site.call, { request_id: id })}
      lead={page.text.calls.list.lead}
      list={list}
      search={search}
    />
    <p class="mt-5 text-sm">
      <a class="text-accent hover:underline" href={href(site.archives)}>
        {page.text.archive.older}
      </a>
    </p>
  </MemberPage>
)
