import type { Child } from 'hono/jsx'
import { fragments, href, site } from '../../../src/app/routes.ts'
import type { NamedCall } from '../../../src/domain/keys/activity.ts'
import { withQuery } from '../../calls/query.ts'
import type { PageInfo } from '../../page.ts'
import { formatOf } from '../../text/format.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Time } from '../../ui/time.tsx'
import type { KeyInfo } from '../key.tsx'

interface Props {
  page: PageInfo
  info: KeyInfo
}

const Moment = ({ page, at }: { page: PageInfo; at: number }) => (
  <Time page={page} at={at}>
    {formatOf(page.locale, page.timeZone).moment(at)}
  </Time>
)

/** To the millisecond, for who has to compare it with a log. */
const Exactly = ({ at }: { at: number }) => {
  const iso = new Date(at).toISOString()
  return (
    <time class="font-mono text-xs" datetime={iso}>
      {iso}
    </time>
  )
}

/** One call as far as it can be named: when, what, from where, and under which number. */
function callFacts(page: PageInfo, name: string, when: Child, call: NamedCall): [string, Child][] {
  const { keyUse } = page.text
  return [
    [name, when],
    [
      keyUse.route,
      <>
        {call.routeName} <span class="font-mono text-xs text-ink-2">{`${call.method} ${call.path}`}</span>
      </>,
    ],
    [keyUse.from, call.address === '' ? keyUse.unknownAddress : <span class="font-mono text-xs">{call.address}</span>],
    [keyUse.request, <span class="font-mono text-xs">{call.id}</span>],
  ]
}

/** Since when a key is over for the meter, and which call was the last to pass. */
function proofFacts({ page, info }: Props): [string, Child][] {
  const { keyUse } = page.text
  const { apiKey, use } = info
  const { lastCall } = use
  const format = formatOf(page.locale, page.timeZone)
  return [
    [keyUse.inForce, apiKey.inForceAt === null ? keyUse.notInForce : <Exactly at={apiKey.inForceAt} />],
    ...(lastCall
      ? callFacts(page, keyUse.lastAdmitted, <Exactly at={lastCall.at} />, lastCall)
      : [[keyUse.lastAdmitted, keyUse.noneAdmitted] as [string, Child]]),
    [keyUse.refusedSince, format.number(use.refused)],
  ]
}

/** How a replaced key fades out. */
function rotationFacts({ page, info }: Props): [string, Child][] {
  const { rotation } = page.text
  const { apiKey, replacement, use } = info
  if (!replacement) return []
  const format = formatOf(page.locale, page.timeZone)
  const facts: [string, Child][] = [
    [
      rotation.by,
      <a class="font-mono text-xs text-accent hover:underline" href={href(site.key, { id: replacement.id })}>
        {replacement.hint}
      </a>,
    ],
  ]
  if (apiKey.expiresAt !== null && apiKey.status !== 'revoked') {
    const isOver = apiKey.expiresAt <= page.now
    facts.push([isOver ? rotation.overSince : rotation.until, <Moment page={page} at={apiKey.expiresAt} />])
  }
  facts.push([
    rotation.since,
    <span data-testid="calls-since-rotation">
      {format.number(use.admitted)} <span class="text-ink-3">({format.moment(replacement.createdAt)})</span>
    </span>,
  ])
  if (use.refused > 0 && apiKey.status !== 'revoked') {
    facts.push([rotation.stillRefused, format.number(use.refused)])
  }
  return facts
}

/**
 * What a key does: its last call and its calls this month; of one that was replaced, how much still comes with it; of one that
 * was revoked, the proof. While a replaced key still works it asks for itself again every five seconds.
 */
export const KeyUse = ({ page, info }: Props) => {
  const { keyUse, rotation } = page.text
  const { apiKey, replacement, use } = info
  const isRevoked = apiKey.status === 'revoked'
  const works = !isRevoked && (apiKey.expiresAt === null || apiKey.expiresAt > page.now)
  const format = formatOf(page.locale, page.timeZone)
  const facts: [string, Child][] = [
    ...rotationFacts({ page, info }),
    ...(isRevoked
      ? proofFacts({ page, info })
      : use.lastCall
        ? callFacts(page, keyUse.last, <Moment page={page} at={use.lastCall.at} />, use.lastCall)
        : [[keyUse.last, keyUse.never] as [string, Child]]),
    ...(isRevoked || replacement ? [] : [[keyUse.month, format.number(use.admitted)] as [string, Child]]),
  ]
  const polling: Record<string, string> =
    replacement && works
      ? {
          'data-poll': '',
          'hx-get': href(fragments.keyUse, { id: apiKey.id }),
          'hx-trigger': 'every 5s, visibilitychange from:document',
          'hx-swap': 'outerMorph',
          'hx-status:4xx': 'swap:none',
          'hx-status:5xx': 'swap:none',
        }
      : {}
  return (
    <section id="key-use" aria-labelledby="use-title" {...polling}>
      <h2 class="mb-2" id="use-title">
        {isRevoked ? keyUse.proof : replacement ? rotation.replaced : keyUse.title}
      </h2>
      <Facts facts={facts} />
      {page.reader?.may('usage.read') && (
        <a
          class="mt-1 inline-flex min-h-11 items-center text-sm text-accent hover:underline sm:min-h-7"
          href={withQuery(href(site.calls), { key: apiKey.id })}
        >
          {page.text.calls.list.ofKey}
        </a>
      )}
      {!use.exact && <p class="mt-2 text-sm text-bad">{keyUse.notExact}</p>}
      {replacement && works && page.reader?.may('keys.write') && (
        <div class="mt-3">
          <LinkButton kind="danger" href={href(site.keyRevocation, { id: apiKey.id })}>
            {rotation.endNow}
          </LinkButton>
        </div>
      )}
    </section>
  )
}
