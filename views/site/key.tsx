import type { Child } from 'hono/jsx'
import { href, site } from '../../src/app/routes.ts'
import type { KeyUse as Use } from '../../src/domain/keys/activity.ts'
import type { ApiKey } from '../../src/domain/keys/keys.ts'
import type { KeyLimit } from '../../src/domain/keys/limits.ts'
import { MemberPage } from '../layout/member.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { LinkButton } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import type { Filled } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'
import { KeyChangeForms, KeySwitch } from './key/change.tsx'
import { KeyLeak } from './key/leak.tsx'
import { KeyLimits } from './key/limits.tsx'
import { KeyUse } from './key/use.tsx'
import type { RouteName } from './keys/fields.tsx'
import { KeyStatus } from './keys/status.tsx'

export interface KeyInfo {
  apiKey: ApiKey
  replacement: ApiKey | null
  replaced: ApiKey | null
  limits: KeyLimit[]
  routes: RouteName[]
  planName: string
  use: Use
}

interface Props {
  page: PageInfo
  info: KeyInfo
  filled: Filled
  /** Whether what was just changed is in force; null when nothing was. */
  saved: boolean | null
}

/** What a key is. What is not set is not named. */
const Details = ({ page, info }: { page: PageInfo; info: KeyInfo }) => {
  const { key, keys, keyFields, rotation } = page.text
  const { apiKey, replaced } = info
  const format = formatOf(page.locale, page.timeZone)
  const moment = (at: number) => (
    <Time page={page} at={at}>
      {format.moment(at)}
    </Time>
  )
  const code = (text: string) => <span class="font-mono text-xs">{text}</span>
  const facts: [string, Child][] = [
    [keys.key, code(apiKey.hint)],
    [keys.status, <KeyStatus page={page} apiKey={apiKey} />],
    ...(apiKey.environment === '' ? [] : [[keyFields.environment, apiKey.environment] as [string, Child]]),
    ...(apiKey.note === ''
      ? []
      : [[keyFields.note, <span class="whitespace-pre-line">{apiKey.note}</span>] as [string, Child]]),
    [keyFields.scopes, apiKey.scopes.length === 0 ? keyFields.none : code(apiKey.scopes.join(' '))],
    [keyFields.addresses, apiKey.allowedIps.length === 0 ? keyFields.any : code(apiKey.allowedIps.join(', '))],
    [keys.created, moment(apiKey.createdAt)],
    [keys.expires, apiKey.expiresAt === null ? keys.never : moment(apiKey.expiresAt)],
    ...(replaced
      ? [
          [
            rotation.replaces,
            <a class="text-accent hover:underline" href={href(site.key, { id: replaced.id })}>
              {code(replaced.hint)}
            </a>,
          ] as [string, Child],
        ]
      : []),
    ...(apiKey.revokedAt === null ? [] : [[key.revokedAt, moment(apiKey.revokedAt)] as [string, Child]]),
    [key.id, code(apiKey.id)],
  ]
  return (
    <section aria-labelledby="details-title">
      <h2 class="mb-2" id="details-title">
        {key.details}
      </h2>
      <Facts facts={facts} />
    </section>
  )
}

/** How a key ends: replaced by another, or for good. */
const Endings = ({ page, info }: { page: PageInfo; info: KeyInfo }) => {
  const { apiKey, replacement } = info
  const { key, rotation } = page.text
  const isExpired = apiKey.expiresAt !== null && apiKey.expiresAt <= page.now
  return (
    <>
      {!isExpired && (replacement === null || replacement.status === 'revoked') && (
        <section aria-labelledby="rotate-title">
          <h2 id="rotate-title">{rotation.heading}</h2>
          <p class="mt-1 mb-3 text-sm text-ink-2">{rotation.note}</p>
          <LinkButton kind="plain" href={href(site.keyRotation, { id: apiKey.id })}>
            {rotation.start}
          </LinkButton>
        </section>
      )}
      <section aria-labelledby="end-title">
        <h2 id="end-title">{key.end}</h2>
        <p class="mt-1 mb-3 text-sm text-ink-2">{key.endNote}</p>
        <LinkButton kind="danger" href={href(site.keyRevocation, { id: apiKey.id })}>
          {key.revoke}
        </LinkButton>
      </section>
    </>
  )
}

/** Everything on a key's page that a change of it may alter: htmx puts it in place as a whole. */
export const KeyParts = ({ page, info, filled, saved }: Props) => {
  const { key, keys, keyFields } = page.text
  const { apiKey, replacement } = info
  const mayWrite = page.reader?.may('keys.write')
  const isRevoked = apiKey.status === 'revoked'
  return (
    <div id="key">
      <h1 class="mt-1 [overflow-wrap:anywhere]">{apiKey.name}</h1>
      <div class="mt-4 max-w-text space-y-3">
        {saved !== null && <Notice tone="good">{saved ? keyFields.saved : keyFields.savedPending}</Notice>}
        {apiKey.leak && (
          <KeyLeak
            page={page}
            apiKey={apiKey}
            leak={apiKey.leak}
            isReplaced={replacement !== null && replacement.status !== 'revoked'}
          />
        )}
        {apiKey.revokedAt !== null && (
          <Notice tone="plain">
            {key.revokedSince(formatOf(page.locale, page.timeZone).moment(apiKey.revokedAt))}
          </Notice>
        )}
      </div>
      <div class="mt-6 grid grid-cols-1 items-start gap-x-12 gap-y-9 lg:grid-cols-2">
        <div class="space-y-9">
          <Details page={page} info={info} />
          {!isRevoked && (
            <section aria-labelledby="limits-title">
              <h2 class="mb-2" id="limits-title">
                {keyFields.limits}
              </h2>
              <KeyLimits page={page} info={info} />
            </section>
          )}
        </div>
        <div class="space-y-9">
          <KeyUse page={page} info={info} />
          {mayWrite && <KeyChangeForms page={page} info={info} filled={filled} />}
          {mayWrite && !isRevoked && <KeySwitch page={page} info={info} />}
          {mayWrite && !isRevoked && <Endings page={page} info={info} />}
          {!mayWrite && <p class="text-sm text-ink-3">{keys.readOnly}</p>}
        </div>
      </div>
    </div>
  )
}

/** One key: what it is and does, what can be changed on it, and its end. */
export const KeyPage = (props: Props) => (
  <MemberPage page={props.page} title={props.info.apiKey.name} place="keys">
    <p class="text-sm">
      <a class="text-accent hover:underline" href={href(site.keys)}>
        ← {props.page.text.keys.title}
      </a>
    </p>
    <KeyParts {...props} />
  </MemberPage>
)
