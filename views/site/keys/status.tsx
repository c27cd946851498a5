import type { ApiKey } from '../../../src/domain/keys/keys.ts'
import type { PageInfo } from '../../page.ts'
import { State } from '../../ui/state.tsx'

/** What a key is worth right now: an active one past its date is expired. */
export const KeyStatus = ({ page, apiKey }: { page: PageInfo; apiKey: ApiKey }) => {
  const { statuses } = page.text.keys
  if (apiKey.status === 'revoked') return <State tone="bad">{statuses.revoked}</State>
  if (apiKey.expiresAt !== null && apiKey.expiresAt <= page.now) return <State tone="off">{statuses.expired}</State>
  if (apiKey.status === 'disabled') return <State tone="off">{statuses.disabled}</State>
  return apiKey.leak ? (
    <State tone="bad">{`${statuses.active} · ${page.text.leaks.mark}`}</State>
  ) : (
    <State tone="good">{statuses.active}</State>
  )
}
