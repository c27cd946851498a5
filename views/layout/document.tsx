import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { assets } from '../assets.gen.ts'
import type { PageInfo } from '../page.ts'
import { LANGUAGE_NAMES } from '../text/languages.ts'

// Whoever opened a <details> keeps it open when fresh numbers arrive around it. Without settling, htmx sets no attributes
// of its own on what it swaps in (style among them, which the CSP forbids).
const HTMX = JSON.stringify({
  includeIndicatorCSS: false,
  defaultSettleDelay: 0,
  morphIgnore: ['data-htmx-powered', 'open'],
})

interface Props {
  page: PageInfo
  title: string
  children: Child
}

/** The whole HTML document of a page. */
export const Document = ({ page, title, children }: Props) =>
  html`<!doctype html>${(
    <html lang={LANGUAGE_NAMES[page.locale].tag} data-theme={page.theme ?? undefined}>
      <head>
        <meta charset="utf-8" />
        <title>{title === page.siteName ? title : `${title} · ${page.siteName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content={HTMX} />
        <link rel="preload" href={assets.font} as="font" type="font/woff2" crossorigin="anonymous" />
        <link rel="stylesheet" href={assets.css} />
        <link rel="icon" href="/favicon.ico" sizes="32x32" />
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        <script src={assets.script} defer />
        <script src={assets.htmx} defer />
      </head>
      <body {...{ 'hx-headers:inherited': JSON.stringify({ 'x-csrf-token': page.csrf }) }}>
        <a
          class="sr-only z-10 rounded bg-accent px-4 py-2 text-accent-ink focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
          href="#content"
        >
          {page.text.shell.skip}
        </a>
        {children}
      </body>
    </html>
  )}`
