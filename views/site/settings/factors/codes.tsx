import { href, site } from '../../../../src/app/routes.ts'
import { MemberPage } from '../../../layout/member.tsx'
import { OpenPage } from '../../../layout/open.tsx'
import type { PageInfo } from '../../../page.ts'
import { formatOf } from '../../../text/format.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/code.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Notice } from '../../../ui/notice.tsx'

interface Props {
  page: PageInfo
  codes: string[]
  /** They come with the user's first factor. */
  withFirst?: boolean
}

/** Recovery codes, the only time they are shown: to keep, or to print. */
export const RecoveryCodesPage = ({ page, codes, withFirst }: Props) => {
  const text = page.text.factors.made
  return (
    <OpenPage page={page} title={text.title} bare>
      <div class="max-w-text">
        <h1>{text.title}</h1>
        <div class="mt-4 space-y-4 print:hidden">
          {withFirst && <Notice tone="good">{text.first}</Notice>}
          <p class="text-ink-2">{text.once}</p>
        </div>
        <div class="mt-6 rounded-md border-2 border-bar bg-sheet print:border-line-3">
          <div class="flex items-center justify-between gap-2 border-b border-line py-1.5 pr-2 pl-4 text-sm text-ink-2 sm:pl-6">
            <span class="[overflow-wrap:anywhere]">{text.of(page.reader?.username ?? '', page.siteName)}</span>
            <Copy page={page} from="recovery-codes" label={`${page.text.act.copy}: ${text.label}`} />
          </div>
          <pre
            class="columns-2 gap-4 px-4 py-4 font-mono text-base/8 sm:px-6 sm:text-lg/9"
            id="recovery-codes"
            data-testid="recovery-codes"
          >
            {codes.join('\n')}
          </pre>
          <p class="border-t border-line px-4 py-2 text-sm text-ink-3 sm:px-6">
            {text.madeOn(formatOf(page.locale, page.timeZone).moment(page.now))}
          </p>
        </div>
        <p class="mt-4 text-sm text-ink-3 print:hidden">{text.print}</p>
        <div class="mt-6 print:hidden">
          <LinkButton href={href(site.factors)}>{text.next}</LinkButton>
        </div>
      </div>
    </OpenPage>
  )
}

/** Asks before all recovery codes are replaced. */
export const NewCodesPage = ({ page }: { page: PageInfo }) => {
  const text = page.text.factors.making
  return (
    <MemberPage page={page} title={text.title} place="settings">
      <Confirm
        page={page}
        title={text.title}
        detail={text.detail}
        action={href(site.recoveryCodesMaking)}
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(site.factors) }}
      />
    </MemberPage>
  )
}
