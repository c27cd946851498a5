import type { Child } from 'hono/jsx'
import { consolePages, href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { Frame } from './frame.tsx'

export type ConsolePlace =
  | 'overview'
  | 'accounts'
  | 'users'
  | 'routes'
  | 'bills'
  | 'plans'
  | 'calls'
  | 'delivery'
  | 'tokens'
  | 'vouchers'
  | 'periods'
  | 'reconciliation'
  | 'revenue'
  | 'audit'

/** A page of the operators' console. */
export const ConsolePage = (props: { page: PageInfo; title: string; place: ConsolePlace | null; children: Child }) => {
  const { page, title, place, children } = props
  const text = page.text.console
  const items = [
    { name: text.overview, href: href(consolePages.overview), current: place === 'overview' },
    { name: text.accounts, href: href(consolePages.accounts), current: place === 'accounts' },
    { name: text.users, href: href(consolePages.users), current: place === 'users' },
    { name: text.routes, href: href(consolePages.routes), current: place === 'routes' },
    { name: page.text.calls.list.title, href: href(consolePages.calls), current: place === 'calls' },
    { name: page.text.plans.title, href: href(consolePages.plans), current: place === 'plans' },
    { name: page.text.bills.title, href: href(consolePages.bills), current: place === 'bills' },
    { name: page.text.paying.vouchers.title, href: href(consolePages.vouchers), current: place === 'vouchers' },
    { name: page.text.closing.tab, href: href(consolePages.periods), current: place === 'periods' },
    { name: page.text.revenue.title, href: href(consolePages.revenue), current: place === 'revenue' },
    { name: page.text.delivery.title, href: href(consolePages.delivery), current: place === 'delivery' },
    {
      name: page.text.reconciliation.tab,
      href: href(consolePages.reconciliation),
      current: place === 'reconciliation',
    },
    { name: page.text.tokens.tab, href: href(consolePages.tokens), current: place === 'tokens' },
    { name: text.audit, href: href(consolePages.audit), current: place === 'audit' },
    { name: page.text.shell.site, href: href(site.dashboard), current: false, apart: true },
  ]
  return (
    <Frame
      page={page}
      title={`${title} · ${text.nav}`}
      nav={{ label: text.nav, home: href(consolePages.overview), items, badge: text.nav }}
    >
      {children}
    </Frame>
  )
}
