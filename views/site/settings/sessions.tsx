import { href, site } from '../../../src/app/routes.ts'
import type { OpenSession } from '../../../src/domain/people/people.ts'
import { SettingsPage } from '../../layout/settings.tsx'
import type { PageInfo } from '../../page.ts'
import { LinkButton } from '../../ui/button.tsx'
import { SessionTable } from './sessions/table.tsx'

/** Where one is signed in, and the way to end it. */
export const SessionsPage = ({ page, sessions }: { page: PageInfo; sessions: OpenSession[] }) => {
  const text = page.text.sessions
  return (
    <SettingsPage page={page} title={text.title} place="sessions">
      <div class="mb-5 flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <div class="max-w-text">
          <h2>{text.title}</h2>
          <p class="mt-1 text-sm text-ink-2">{text.lead}</p>
        </div>
        {sessions.length > 1 && (
          <LinkButton kind="danger" href={href(site.otherSessionsEnd)}>
            {text.endOthers}
          </LinkButton>
        )}
      </div>
      <SessionTable page={page} sessions={sessions} />
      {sessions.length === 1 && <p class="mt-3 text-sm text-ink-3">{text.alone}</p>}
    </SettingsPage>
  )
}
