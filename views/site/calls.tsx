import { fragments, href, site } from '../../src/app/routes.ts'
import type { CallChoices } from '../../src/domain/calls/calls.ts'
import { CallList, type Found, ListPart } from '../calls/list.tsx'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import type { Filled } from '../ui/field.tsx'

const PLACES = {
  at: href(site.calls),
  partAt: href(fragments.callsPart),
  callAt: ({ id }: { id: string }) => href(site.call, { request_id: id }),
}

interface Props {
  page: PageInfo
  filled: Filled
  choices: CallChoices
  found: Found | null
}

/** The account's calls. */
export const CallsPage = ({ page, ...explored }: Props) => (
  <MemberPage page={page} title={page.text.calls.list.title} place="calls">
    <CallList page={page} {...PLACES} lead={page.text.calls.list.lead} {...explored} />
    <p class="mt-5 text-sm">
      <a class="text-accent hover:underline" href={href(site.archives)}>
        {page.text.archive.older}
      </a>
    </p>
  </MemberPage>
)

/** What of it changes by itself. */
export const CallsPart = (props: { page: PageInfo } & Found) => <ListPart {...PLACES} {...props} />
