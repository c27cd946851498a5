import type { Child } from 'hono/jsx'
import { consolePages, href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { Frame } from './frame.tsx'

export type MemberPlace = 'overview' | 'keys' | 'usage' | 'calls' | 'billing' | 'docs' | 'settings'

/** A page of someone who is signed in. */
export const MemberPage = (props: { page: PageInfo; title: string; place: MemberPlace | null; children: Child }) => {
  const { page, title, place, children } = props
  const { shell } = page.text
  const items = [
    { name: shell.overview, href: href(site.dashboard), current: place === 'overview' },
    { name: shell.keys, href: href(site.keys), current: place === 'keys' },
    { name: shell.usage, href: href(site.usage), current: place === 'usage' },
    { name: page.text.calls.list.title, href: href(site.calls), current: place === 'calls' },
    { name: shell.docs, href: href(site.docs), current: place === 'docs' },
    { name: shell.settings, href: href(site.settings), current: place === 'settings' },
  ]
  const console_ = { name: shell.console, href: href(consolePages.overview), current: false, apart: true }
  return (
    <Frame
      page={page}
      title={title}
      nav={{
        label: shell.main,
        home: href(site.dashboard),
        items: page.reader?.isOperator ? [...items, console_] : items,
      }}
    >
      {children}
    </Frame>
  )
}
