import type { Child } from 'hono/jsx'
import { href, site } from '../../src/app/routes.ts'
import type { PageInfo } from '../page.ts'
import { Mark } from '../ui/mark.tsx'
import { Notice } from '../ui/notice.tsx'
import { Document } from './document.tsx'
import { Preferences } from './preferences.tsx'

interface Props {
  page: PageInfo
  title: string
  /** Nothing but the page and its way on: what it shows is gone once its reader leaves it. */
  bare?: boolean
  children: Child
}

const LINK = 'inline-flex min-h-11 items-center px-2 text-ink-2 hover:text-ink'

/** A page that anyone may open. */
export const OpenPage = ({ page, title, bare, children }: Props) => {
  const { shell } = page.text
  return (
    <Document page={page} title={title}>
      <div class="mx-auto flex min-h-dvh max-w-page flex-col px-4 sm:px-8">
        <header class="flex flex-wrap items-center gap-x-4 border-b border-line py-2 sm:py-3">
          <a class="inline-flex min-h-11 items-center gap-2 font-[650] tracking-tight" href={href(site.home)}>
            <Mark />
            {page.siteName}
          </a>
          {!bare && (
            <nav class="-mr-2 ml-auto flex items-center" aria-label={shell.main}>
              <a class={LINK} href={href(site.pricing)}>
                {page.text.plans.pricing}
              </a>
              <a class={LINK} href={href(site.docs)}>
                {shell.docs}
              </a>
              {page.reader ? (
                <a class={LINK} href={href(site.dashboard)}>
                  {shell.overview}
                </a>
              ) : (
                <a class={LINK} href={href(site.login)}>
                  {shell.signIn}
                </a>
              )}
            </nav>
          )}
        </header>
        <main class="grow py-8 sm:py-12" id="content" tabindex={-1}>
          {page.notice && (
            <div class="pb-6">
              <Notice tone="good">{page.text.notices[page.notice]}</Notice>
            </div>
          )}
          <div id="failure" />
          {children}
        </main>
        {!bare && (
          <footer class="border-t border-line py-4">
            <Preferences page={page} />
          </footer>
        )}
      </div>
    </Document>
  )
}
