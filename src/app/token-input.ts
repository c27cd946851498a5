import * as z from 'zod'
import { SCOPES } from '../domain/service-tokens/scopes.ts'
import type { TokenInput } from '../domain/service-tokens/service-tokens.ts'
import { instant, keyName, lastDay } from './key-input.ts'
import { refusal } from './middleware/fields.ts'

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .transform((list) => [...new Set(list)])

/** What a new service token takes in JSON. `now` is UTC ms. */
export const tokenCreation = (now: number) =>
  z
    .strictObject({
      name: keyName,
      scopes: scopes.meta({ description: 'proxy is for tokens of the service alone.' }),
      expires_at: instant.refine((at) => at > now, refusal('in_the_past')).nullish(),
    })
    .transform(({ name, scopes, expires_at }): TokenInput => ({ name, scopes, expiresAt: expires_at ?? null }))

/** What the form takes: one box a scope, and a last day, whose end in the reader's zone is the token's. */
export const tokenForm = (now: number, timeZone: string) =>
  z
    .strictObject({
      name: keyName,
      scopes: z.preprocess((ticked) => [ticked ?? []].flat(), scopes),
      expires_at: lastDay(now, timeZone),
    })
    .transform(({ name, scopes, expires_at }): TokenInput => ({ name, scopes, expiresAt: expires_at ?? null }))
