import { href } from '../../src/app/routes.ts'
import type { ServiceToken } from '../../src/domain/service-tokens/service-tokens.ts'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { State } from '../ui/state.tsx'
import { Cell, RowHead, Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { PLACES, type TokenPlace } from './place.ts'

const Status = ({ page, token }: { page: PageInfo; token: ServiceToken }) => {
  const { statuses, ends } = page.text.tokens
  const format = formatOf(page.locale, page.timeZone)
  if (token.revokedAt !== null) return <State tone="bad">{statuses.revoked}</State>
  if (token.expiresAt !== null && token.expiresAt <= page.now) return <State tone="off">{statuses.expired}</State>
  return (
    <div>
      <State tone="good">{statuses.active}</State>
      {token.expiresAt !== null && (
        <p class="text-xs whitespace-nowrap text-ink-3">
          <Time page={page} at={token.expiresAt}>
            {ends(format.date(token.expiresAt - 1))}
          </Time>
        </p>
      )}
    </div>
  )
}

const Row = ({ page, place, token }: { page: PageInfo; place: TokenPlace; token: ServiceToken }) => {
  const { tokens } = page.text
  const format = formatOf(page.locale, page.timeZone)
  const { id, name, hint, scopes, createdBy, lastUsedAt, revokedAt } = token
  return (
    <tr id={id}>
      <RowHead>
        <p class="[overflow-wrap:anywhere]">{name}</p>
        <p class="font-mono text-xs font-normal text-ink-3">{hint}</p>
      </RowHead>
      <Cell label={tokens.scopes}>{scopes.map((scope) => tokens.scopeNames[scope]).join(tokens.comma)}</Cell>
      <Cell label={tokens.by} class="[overflow-wrap:anywhere]">
        {createdBy.username}
      </Cell>
      <Cell label={tokens.used} class="whitespace-nowrap text-ink-2">
        {lastUsedAt === null ? (
          tokens.never
        ) : (
          <Time page={page} at={lastUsedAt}>
            {format.relative(lastUsedAt, page.now)}
          </Time>
        )}
      </Cell>
      <Cell label={tokens.status}>
        <Status page={page} token={token} />
      </Cell>
      <Cell class="text-right max-sm:!justify-end">
        {revokedAt === null && (
          <LinkButton kind="quiet" href={href(PLACES[place].revocation, { id })} label={tokens.revokeNamed(name)}>
            {tokens.revoke}
          </LinkButton>
        )}
      </Cell>
    </tr>
  )
}

/** The tokens of an account or of the service, those that ended too. */
export const TokenTable = ({ page, place, list }: { page: PageInfo; place: TokenPlace; list: ServiceToken[] }) => {
  const { tokens } = page.text
  return (
    <section aria-labelledby="tokens-title">
      <div class="mb-3 flex items-baseline justify-between gap-4">
        <h2 id="tokens-title">{tokens.table[place]}</h2>
        {list.length > 0 && <p class="text-sm text-ink-3">{tokens.count(list.length)}</p>}
      </div>
      {list.length === 0 ? (
        <Empty title={tokens.none}>{place === 'account' ? tokens.noneNote : tokens.noneNoteService}</Empty>
      ) : (
        <Table
          cards
          caption={tokens.table[place]}
          columns={[
            { name: tokens.token, class: 'sm:w-1/4' },
            { name: tokens.scopes, class: 'sm:w-1/4' },
            { name: tokens.by },
            { name: tokens.used },
            { name: tokens.status },
            { name: tokens.revoke, hidden: true },
          ]}
        >
          {list.map((token) => (
            <Row page={page} place={place} token={token} />
          ))}
        </Table>
      )}
    </section>
  )
}
