import type { Child } from 'hono/jsx'
import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { MemberPage } from './member.tsx'

export type SettingsPlace = 'profile' | 'signIn' | 'factors' | 'sessions' | 'team' | 'tokens' | 'account' | 'audit'

interface Props {
  page: PageInfo
  title: string
  place: SettingsPlace
  children: Child
}

/** A page of the settings, with the way to the others above it. */
export const SettingsPage = ({ page, title, place, children }: Props) => {
  const { settings } = page.text
  const items = [
    { name: settings.profile, href: href(site.profile), current: place === 'profile' },
    { name: settings.signIn, href: href(site.password), current: place === 'signIn' },
    { name: settings.factors, href: href(site.factors), current: place === 'factors' },
    { name: settings.sessions, href: href(site.sessions), current: place === 'sessions' },
    { name: settings.team, href: href(site.team), current: place === 'team' },
    ...(page.reader?.may('tokens.read')
      ? [{ name: page.text.tokens.tab, href: href(site.tokens), current: place === 'tokens' }]
      : []),
    { name: settings.account, href: href(site.account), current: place === 'account' },
    ...(page.reader?.may('audit.read')
      ? [{ name: settings.audit, href: href(site.audit), current: place === 'audit' }]
      : []),
  ]
  return (
    <MemberPage page={page} title={`${title} · ${settings.title}`} place="settings">
      <h1>{settings.title}</h1>
      <nav class="mt-3 mb-6 flex flex-wrap gap-x-5 border-b border-line-2" aria-label={settings.title}>
        {items.map((item) => (
          <a
            class="-mb-px flex min-h-11 items-center border-b-2 border-transparent text-sm text-ink-2 hover:text-ink aria-[current=page]:border-bar aria-[current=page]:font-[550] aria-[current=page]:text-ink sm:min-h-9"
            href={item.href}
            aria-current={item.current ? 'page' : undefined}
          >
            {item.name}
          </a>
        ))}
      </nav>
      {children}
    </MemberPage>
  )
}
