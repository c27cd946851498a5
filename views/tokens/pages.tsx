import { href } from '../../src/app/routes.ts'
import type { Scope } from '../../src/domain/service-tokens/scopes.ts'
import type { ServiceToken } from '../../src/domain/service-tokens/service-tokens.ts'
import { ConsolePage } from '../layout/console.tsx'
import { MemberPage } from '../layout/member.tsx'
import { SettingsPage } from '../layout/settings.tsx'
import type { PageInfo } from '../page.ts'
import { Confirm } from '../ui/confirm.tsx'
import type { Filled } from '../ui/field.tsx'
import { NewToken, TokenCreation } from './creation.tsx'
import { PLACES, type TokenPlace } from './place.ts'
import { TokenTable } from './table.tsx'

interface Props {
  page: PageInfo
  place: TokenPlace
  list: ServiceToken[]
  /** What a token of this place may be for. */
  scopes: readonly Scope[]
  filled: Filled
  /** The one that was just made. */
  created: { name: string; text: string } | null
  /** Whether the password was typed a short while ago. */
  isFresh: boolean
}

/** The service tokens, and where the next one is made. */
export const TokensPage = ({ page, place, list, scopes, filled, created, isFresh }: Props) => {
  const { tokens } = page.text
  const title = tokens.title
  const content = (
    <>
      <p class="mt-1 mb-6 max-w-text text-sm text-ink-2">{tokens.lead[place]}</p>
      <div class="space-y-8">
        {created && <NewToken page={page} name={created.name} text={created.text} />}
        <TokenCreation page={page} place={place} scopes={scopes} filled={filled} isFresh={isFresh} />
        <TokenTable page={page} place={place} list={list} />
      </div>
    </>
  )
  return place === 'account' ? (
    <SettingsPage page={page} title={title} place="tokens">
      <h2>{title}</h2>
      {content}
    </SettingsPage>
  ) : (
    <ConsolePage page={page} title={title} place="tokens">
      <h1>{title}</h1>
      {content}
    </ConsolePage>
  )
}

/** Asks before a token ends for good. */
export const TokenRevocationPage = (props: { page: PageInfo; place: TokenPlace; token: ServiceToken }) => {
  const { page, place, token } = props
  const { revocation } = page.text.tokens
  const title = revocation.title(token.name)
  const question = (
    <Confirm
      page={page}
      title={title}
      detail={revocation.detail(token.hint)}
      action={href(PLACES[place].revoking, { id: token.id })}
      submit={revocation.submit(token.name)}
      cancel={{ name: revocation.cancel, href: href(PLACES[place].list) }}
    />
  )
  return place === 'account' ? (
    <MemberPage page={page} title={title} place="settings">
      {question}
    </MemberPage>
  ) : (
    <ConsolePage page={page} title={title} place="tokens">
      {question}
    </ConsolePage>
  )
}
