import { href, site } from '../../../../src/app/routes.ts'
import type { OpenSession } from '../../../../src/domain/people/people.ts'
import { MemberPage } from '../../../layout/member.tsx'
import type { PageInfo } from '../../../page.ts'
import { formatOf } from '../../../text/format.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { deviceWords, placeWords } from './words.ts'

/** Asks before a session is ended, and says which one it is. */
export const SessionEndPage = ({ page, session }: { page: PageInfo; session: OpenSession }) => {
  const text = page.text.sessions.ending
  const device = deviceWords(page, session)
  const opened = formatOf(page.locale, page.timeZone).moment(session.openedAt)
  return (
    <MemberPage page={page} title={text.title(device)} place="settings">
      <Confirm
        page={page}
        title={text.title(device)}
        detail={text.detail(opened, placeWords(page, session) ?? session.address)}
        action={href(site.sessionEnding, { id: session.id })}
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(site.sessions) }}
      />
    </MemberPage>
  )
}

/** Asks before all other sessions are ended. */
export const OtherSessionsEndPage = ({ page }: { page: PageInfo }) => {
  const text = page.text.sessions.endingOthers
  return (
    <MemberPage page={page} title={text.title} place="settings">
      <Confirm
        page={page}
        title={text.title}
        detail={text.detail}
        action={href(site.otherSessionsEnding)}
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(site.sessions) }}
      />
    </MemberPage>
  )
}
