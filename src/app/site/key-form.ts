import * as z from 'zod'
import type { KeyInput } from '../../domain/keys/keys.ts'
import { keyName, lastDay } from '../key-input.ts'

/** What the form for a key takes: a name, and a last day, whose end in the reader's zone is the key's. `now` is UTC ms. */
export const keyForm = (now: number, timeZone: string) =>
  z
    .strictObject({
      name: keyName,
      expires_at: lastDay(now, timeZone),
    })
    .transform(
      ({ name, expires_at }): KeyInput => ({
        name,
        scopes: [],
        rateLimits: [],
        quota: null,
        expiresAt: expires_at ?? null,
      }),
    )
