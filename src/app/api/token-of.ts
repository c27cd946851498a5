import { hashServiceToken, isPast } from '../../domain/service-tokens/make.ts'
import type { Bearer } from '../../domain/service-tokens/service-tokens.ts'
import { isServiceToken } from '../../domain/service-tokens/text.ts'
import { knownTokens } from '../../platform/known-tokens.ts'
import type { Bindings } from '../context.ts'
import { settingsOf } from '../middleware/services.ts'
import { serviceTokensOf } from '../services.ts'

/**
 * Whom a service token stands for, as D1 said within the last 5 s: a revoked one is refused everywhere within that time, and
 * at once where it was revoked. Null for one that is not good.
 */
export async function serviceTokenOf(env: Bindings, text: string): Promise<Bearer | null> {
  if (!isServiceToken(text)) return null
  const hash = hashServiceToken(text)
  const read = () => serviceTokensOf(env.DB, settingsOf(env).KEY_SECRETS).bearer(text)
  const bearer = knownTokens.recent(hash) ?? (await knownTokens.find(hash, read))
  return bearer && !isPast(bearer, Date.now()) ? bearer : null
}
