import { href, site } from '../../../src/app/routes.ts'
import type { ApiKey } from '../../../src/domain/keys/keys.ts'
import type { Leak } from '../../../src/domain/leaks/leak.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'

interface Props {
  page: PageInfo
  apiKey: ApiKey
  leak: Leak
  /** Whether a key that works was made to replace it. */
  isReplaced: boolean
}

const isOver = ({ status, expiresAt }: ApiKey, now: number) =>
  status === 'revoked' || (expiresAt !== null && expiresAt <= now)

/** What was done about it, as far as it still holds. */
function told({ page, apiKey, leak, isReplaced }: Props): string | null {
  const { leaks } = page.text
  const { moment } = formatOf(page.locale, page.timeZone)
  if (leak.response === 'revoke') return leaks.revoked
  if (apiKey.status === 'revoked') return null
  if (isReplaced) return leaks.replaced
  if (leak.response === 'notify') return isOver(apiKey, page.now) ? null : leaks.untouched
  if (leak.endsAt === null || apiKey.expiresAt !== leak.endsAt) return null
  return isOver(apiKey, page.now) ? leaks.over(moment(leak.endsAt)) : leaks.ends(moment(leak.endsAt))
}

// A scanner's words: shown as they are, and followed only to another site over https, which learns nothing of this page.
const Place = ({ url }: { url: string }) =>
  URL.parse(url)?.protocol === 'https:' ? (
    <a class="text-accent underline underline-offset-2" href={url} rel="noreferrer noopener nofollow">
      {url}
    </a>
  ) : (
    <span>{url}</span>
  )

/** That a key was found in public: where, when, what was done, and what to do. */
export const KeyLeak = (props: Props) => {
  const { page, apiKey, leak, isReplaced } = props
  const { leaks } = page.text
  const id = apiKey.id
  const isEnded = isOver(apiKey, page.now)
  const what = told(props)
  return (
    <Notice tone="bad">
      <p class="font-[550]">
        <Time page={page} at={leak.at}>
          {leaks.found(formatOf(page.locale, page.timeZone).moment(leak.at))}
        </Time>
      </p>
      <dl class="mt-2 space-y-0.5 [overflow-wrap:anywhere]">
        <div>
          <dt class="inline text-ink-3">{leaks.at} </dt>
          <dd class="inline">{leak.url === '' ? leaks.unknown : <Place url={leak.url} />}</dd>
        </div>
        <div>
          <dt class="inline text-ink-3">{leaks.source} </dt>
          <dd class="inline">{leak.source}</dd>
        </div>
      </dl>
      {what !== null && <p class="mt-2">{what}</p>}
      {!isEnded && page.reader?.may('keys.write') && (
        <div class="mt-3 mb-1 flex flex-wrap gap-3">
          {!isReplaced && (
            <LinkButton kind="plain" href={href(site.keyRotation, { id })}>
              {leaks.rotate}
            </LinkButton>
          )}
          <LinkButton kind="danger" href={href(site.keyRevocation, { id })}>
            {leaks.revoke}
          </LinkButton>
        </div>
      )}
    </Notice>
  )
}
