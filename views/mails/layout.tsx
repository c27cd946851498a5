import { raw } from 'hono/html'
import type { Locale } from '../../src/domain/people/people.ts'
import { LANGUAGE_NAMES } from '../text/languages.ts'
import type { Content, MailTexts } from './content.ts'

// The palette of the pages. What stands inline is light; clients that know the reader's scheme take the dark one below.
const FONT =
  "Inter, system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
const TEXT = `margin:0 0 14px;font:400 16px/1.55 ${FONT};color:#1d1b17;overflow-wrap:anywhere`
const NOTE = `margin:0 0 8px;font:400 14px/1.55 ${FONT};color:#57524a;overflow-wrap:anywhere`

const DARK = `
:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (prefers-color-scheme: dark) {
  .paper { background: #14130f !important }
  .sheet { background: #1b1915 !important; border-color: #2b2822 !important }
  .ink { color: #ece7dc !important }
  .ink-2 { color: #b9b2a4 !important }
  .line { border-color: #2b2822 !important }
  .link { color: #f0a94a !important }
  .button { background: #f0a94a !important; border-color: #f0a94a !important; color: #1a1408 !important }
}
@media (max-width: 480px) {
  .sheet { padding: 24px 20px !important }
}`

interface Props {
  content: Content
  texts: MailTexts
  locale: Locale
  siteName: string
  why: string
}

/**
 * A mail's HTML: no table, no image, no script, nothing fetched. Styles are inline since Gmail and Outlook keep little else.
 * The button's padding is its border, which Outlook draws where it ignores padding.
 */
export const MailLayout = ({ content, texts, locale, siteName, why }: Props) => {
  const { preview, heading, lead, facts, action, notes } = content
  return (
    <html lang={LANGUAGE_NAMES[locale].tag}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{content.subject}</title>
        <style>{raw(DARK)}</style>
      </head>
      <body class="paper" style="margin:0;padding:0;background:#fbfaf6;-webkit-text-size-adjust:100%">
        <div style="display:none;max-height:0;overflow:hidden;font-size:0;line-height:0">{preview}</div>
        <div class="paper" style="padding:24px 12px;background:#fbfaf6">
          <div style="max-width:560px;margin:0 auto">
            <p
              class="ink"
              style={`margin:0 0 12px;padding:0 4px;font:650 15px/1.4 ${FONT};color:#1d1b17;letter-spacing:-0.01em`}
            >
              {siteName}
            </p>
            <div class="sheet" style="padding:32px;background:#ffffff;border:1px solid #e8e3d8;border-radius:6px">
              <h1
                class="ink"
                style={`margin:0 0 18px;font:650 22px/1.3 ${FONT};color:#1d1b17;letter-spacing:-0.015em;overflow-wrap:anywhere`}
              >
                {heading}
              </h1>
              {lead.map((paragraph) => (
                <p class="ink" style={TEXT}>
                  {paragraph}
                </p>
              ))}
              {facts.length > 0 && (
                <div class="line" style="margin:20px 0 6px;border-top:1px solid #e8e3d8">
                  {facts.map(([name, value]) => (
                    <p
                      class="ink line"
                      style={`margin:0;padding:9px 0;border-bottom:1px solid #e8e3d8;font:400 15px/1.5 ${FONT};color:#1d1b17;overflow-wrap:anywhere`}
                    >
                      <span class="ink-2" style="color:#57524a">
                        {name}
                        {texts.colon}
                      </span>
                      <b style="font-weight:550">{value}</b>
                    </p>
                  ))}
                </div>
              )}
              {action && (
                <p style="margin:24px 0">
                  <a
                    class="button"
                    target="_blank"
                    href={action.url}
                    style={`display:inline-block;border:solid #9a4d08;border-width:11px 20px;border-radius:4px;background:#9a4d08;color:#ffffff;font:550 16px/1.3 ${FONT};text-decoration:none`}
                    rel="noopener"
                  >
                    {action.label}
                  </a>
                </p>
              )}
              {notes.map((paragraph) => (
                <p class="ink-2" style={NOTE}>
                  {paragraph}
                </p>
              ))}
              {action && (
                <p class="ink-2 line" style={`${NOTE};margin:20px 0 0;padding-top:16px;border-top:1px solid #e8e3d8`}>
                  {texts.linkBelow}
                  <br />
                  <a
                    class="link"
                    target="_blank"
                    href={action.url}
                    style="color:#9a4d08;word-break:break-all"
                    rel="noopener"
                  >
                    {action.url}
                  </a>
                </p>
              )}
            </div>
            <p class="ink-2" style={`${NOTE};margin:14px 0 0;padding:0 4px;font-size:13px`}>
              {why}
            </p>
          </div>
        </div>
      </body>
    </html>
  )
}
