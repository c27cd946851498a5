import type { Child } from 'hono/jsx'
import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { Form } from '../ui/form.tsx'
import { Mark } from '../ui/mark.tsx'
import { Notice } from '../ui/notice.tsx'
import { AccountSwitcher } from './account.tsx'
import { Document } from './document.tsx'
import { Leaving } from './leaving.tsx'
import { MustConfirm } from './must-confirm.tsx'
import { PaymentRequired } from './payment-required.tsx'
import { Preferences } from './preferences.tsx'

export interface NavItem {
  name: string
  href: string
  current: boolean
  /** Leads to another part of the service. */
  apart?: boolean
}

interface Props {
  page: PageInfo
  title: string
  nav: { label: string; items: NavItem[]; home: string; badge?: string }
  children: Child
}

// More would not fit beside a page of 800 px.
const MOST_ROOMY = 10

const NavLink = ({ item, isDense }: { item: NavItem; isDense: boolean }) => (
  <a
    class={`flex min-h-11 items-center rounded-sm px-2 whitespace-nowrap max-sm:px-1.25 text-ink-2 hover:text-ink aria-[current=page]:font-[550] aria-[current=page]:text-ink max-lg:border-b-2 max-lg:border-transparent max-lg:aria-[current=page]:rounded-none max-lg:aria-[current=page]:border-bar ${isDense ? 'lg:min-h-7.5' : 'lg:min-h-9'} lg:aria-[current=page]:bg-wash ${item.apart ? 'max-lg:absolute max-lg:top-3 max-lg:right-2 lg:mt-3' : ''}`}
    href={item.href}
    aria-current={item.current ? 'page' : undefined}
  >
    {item.name}
  </a>
)

const Reader = ({ page }: { page: PageInfo }) => (
  <footer class="frame-reader border-t border-line bg-paper p-4 text-sm max-lg:flex max-lg:flex-wrap max-lg:items-center max-lg:justify-between max-lg:gap-4 lg:mx-4 lg:px-2 lg:pb-5">
    {page.reader && (
      <div class="min-w-0 lg:mb-3">
        <p class="truncate font-[550]" title={page.reader.username}>
          {page.reader.username}
        </p>
        <p class="truncate text-ink-3" title={page.reader.email}>
          {page.reader.email}
        </p>
      </div>
    )}
    <Preferences page={page} />
    <Form page={page} action={href(site.logout)} class="lg:mt-2">
      <button type="submit" class="min-h-11 text-sm text-ink-2 hover:text-ink hover:underline lg:min-h-7">
        {page.text.shell.signOut}
      </button>
    </Form>
  </footer>
)

/** The frame of every signed-in page: its navigation, the page, and who is reading. */
export const Frame = ({ page, title, nav, children }: Props) => (
  <Document page={page} title={title}>
    <div class="frame">
      <header class="frame-nav border-line max-lg:relative p-4 pb-0 max-lg:border-b lg:py-6">
        <a class="inline-flex items-center gap-2 font-[650] tracking-tight max-lg:min-h-9 lg:px-2" href={nav.home}>
          <Mark />
          {page.siteName}
          {nav.badge && (
            <span class="ml-1 rounded-sm border border-bar px-1.5 text-xs font-[550] tracking-normal text-accent">
              {nav.badge}
            </span>
          )}
        </a>
        <AccountSwitcher page={page} />
        <nav
          class="flex gap-1 max-lg:-mx-2 max-lg:mt-1 max-lg:flex-wrap max-sm:gap-0 lg:mt-4 lg:flex-col lg:gap-0.5"
          aria-label={nav.label}
        >
          {nav.items.map((item) => (
            <NavLink item={item} isDense={nav.items.length > MOST_ROOMY} />
          ))}
        </nav>
      </header>
      <main class="frame-page grow px-4 pt-6 pb-12 lg:px-10 lg:pt-9 lg:pb-16" id="content" tabindex={-1}>
        <div class="max-w-page">
          <div class="space-y-3 pb-6 empty:hidden print:hidden">
            {page.notice && (
              <Notice tone={page.notice === 'pending' ? 'plain' : 'good'}>{page.text.notices[page.notice]}</Notice>
            )}
            {page.reader?.mustConfirm && <MustConfirm page={page} />}
            {page.reader?.suspendedReason != null && (
              <Notice tone="bad">
                <b>{page.text.shell.suspended}.</b> {page.text.shell.suspendedDetail} {page.reader.suspendedReason}
              </Notice>
            )}
            <PaymentRequired page={page} />
            <Leaving page={page} />
          </div>
          <div id="failure" />
          {children}
        </div>
      </main>
      <Reader page={page} />
    </div>
  </Document>
)
