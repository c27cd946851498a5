import * as z from 'zod'
import { SCOPES } from '../domain/service-tokens/scopes.ts'
import type { TokenInput } from '../domain/service-tokens/service-tokens.ts'
import { instant, keyName } from './key-input.ts'
import { refusal } from './middleware/fields.ts'

/** What a new service token takes in JSON. `now` is UTC ms. */
export const tokenCreation = (now: number) =>
  z
    .strictObject({
      name: keyName,
      scopes: z
        .array(z.enum(SCOPES))
        .min(1)
        .transform((list) => [...new Set(list)])
        .meta({ description: 'proxy is for tokens of the service alone.' }),
      expires_at: instant.refine((at) => at > now, refusal('in_the_past')).nullish(),
    })
    .transform(({ name, scopes, expires_at }): TokenInput => ({ name, scopes, expiresAt: expires_at ?? null }))
