import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { failed, ok } from '../failures.ts'
import type { Ids, Random } from '../ids.ts'
import { hashKey } from '../keys/format.ts'
import { SEEN_LAG } from '../people/sessions.ts'
import { ACCOUNT_SCOPES, type Scope, SERVICE_SCOPES } from './scopes.ts'
import type { Bearer, Issuer, ServiceToken, ServiceTokens } from './service-tokens.ts'
import { isMintedToken, isServiceToken, mintToken, tokenHintOf } from './text.ts'

/** What is stored of a token: SHA-256 in hex. */
export const hashServiceToken = hashKey

/** Whether a token that was good is past its date. Half-open. */
export const isPast = ({ expiresAt }: { expiresAt: number | null }, now: number): boolean =>
  expiresAt !== null && now >= expiresAt

/** Keeps service tokens. An account id of null is the service's. */
export interface ServiceTokenStore {
  list(accountId: string | null): Promise<ServiceToken[]>
  find(accountId: string | null, id: string): Promise<ServiceToken | null>
  insert(token: Omit<ServiceToken, 'createdBy'> & { hash: string; createdBy: string }, event: AuditEvent): Promise<void>
  /** With its event, when it is not revoked yet. */
  revoke(accountId: string | null, id: string, event: AuditEvent): Promise<void>
  /** One that is not revoked and whose maker may still stand for it. */
  bearer(hash: string): Promise<Bearer | null>
  touch(id: string, now: number): Promise<void>
}

export interface ServiceTokenPorts {
  store: ServiceTokenStore
  /** Lets this isolate forget what it remembers of a token. */
  forget: (id: string) => void
  /** Bounds how often is asked for tokens without a seal: old ones, and those that somebody invented. */
  guesses: { mayAsk(hash: string): boolean; wasGood(hash: string): void }
  clock: Clock
  ids: Ids
  random: Random
  /** Newest first. */
  secrets: readonly string[]
}

/** The verbs about service tokens. */
export function makeServiceTokens(ports: ServiceTokenPorts): ServiceTokens {
  const { store, forget, guesses, clock, ids, random, secrets } = ports
  const eventOf = (
    { userId, accountId, address }: Issuer,
    action: 'token.created' | 'token.revoked',
    { id, name, hint, scopes }: Pick<ServiceToken, 'id' | 'name' | 'hint' | 'scopes'>,
  ): AuditEvent => ({
    id: ids('evt'),
    at: clock(),
    actorId: userId,
    accountId,
    action,
    target: id,
    detail: { name, hint, scopes },
    address,
  })

  return {
    list: store.list,
    find: store.find,

    async create(issuer, input) {
      const allowed: readonly Scope[] = issuer.accountId === null ? SERVICE_SCOPES : ACCOUNT_SCOPES
      if (!input.scopes.every((scope) => allowed.includes(scope))) {
        return failed('VALIDATION_FAILED', [{ field: 'scopes', problem: 'format' }])
      }
      const text = mintToken(secrets, random)
      const token = {
        id: ids('tok'),
        accountId: issuer.accountId,
        hint: tokenHintOf(text),
        createdAt: clock(),
        revokedAt: null,
        lastUsedAt: null,
        ...input,
      }
      await store.insert(
        { ...token, hash: hashServiceToken(text), createdBy: issuer.userId },
        eventOf(issuer, 'token.created', token),
      )
      const value = await store.find(issuer.accountId, token.id)
      if (!value) throw new Error('a new token is gone')
      return ok({ value, text })
    },

    async revoke(issuer, id) {
      const token = await store.find(issuer.accountId, id)
      if (!token) return failed('NOT_FOUND')
      forget(id)
      if (token.revokedAt !== null) return ok(token)
      const event = eventOf(issuer, 'token.revoked', token)
      await store.revoke(issuer.accountId, id, event)
      forget(id)
      return ok({ ...token, revokedAt: event.at })
    },

    async bearer(text) {
      if (!isServiceToken(text)) return null
      const hash = hashServiceToken(text)
      const isMinted = isMintedToken(text, secrets)
      if (!isMinted && !guesses.mayAsk(hash)) return null
      const found = await store.bearer(hash)
      if (found && !isMinted) guesses.wasGood(hash)
      const now = clock()
      if (!found || isPast(found, now)) return null
      if (now - (found.lastUsedAt ?? 0) >= SEEN_LAG) await store.touch(found.id, now)
      return found
    },
  }
}
