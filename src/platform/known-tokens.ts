import type { Bearer } from '../domain/service-tokens/service-tokens.ts'
import { Guesses } from './guesses.ts'
import { Known } from './known.ts'

/** Service tokens by their hashes, for calls that must not wait for D1. */
export const knownTokens = new Known<Bearer>(() => Date.now())

/** What this isolate asks D1 about tokens that it cannot tell from invented ones. */
export const tokenGuesses = new Guesses(() => Date.now())

/** A token that this very isolate revokes is not remembered by it. */
export const forgetToken = (id: string): void => knownTokens.forget((bearer) => bearer.id === id)
