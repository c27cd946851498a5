import { href, site } from '../../src/app/routes.ts'
import type { ExplainedCall } from '../../src/domain/calls/calls.ts'
import { Call } from '../calls/call.tsx'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'

/** One call of the reader's account. */
export const CallPage = ({ page, call }: { page: PageInfo; call: ExplainedCall }) => (
  <MemberPage page={page} title={`${call.method} ${call.path}`} place="calls">
    <Call page={page} call={call} back={{ name: page.text.calls.list.title, href: href(site.calls) }} />
  </MemberPage>
)
