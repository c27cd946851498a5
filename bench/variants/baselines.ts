import { BASE, bearer, bearers, IN_FLIGHT, type Variants } from './variant.ts'

export const ONE_AT_A_TIME = 'empty Pages function, one at a time'
export const SEED_LIKE = 'seed-like design, one key'
export const SEED_BATCHED = 'seed-like design, one key, writes in one batch'
export const SEED_LIKE_1000 = 'seed-like design, 1,000 keys'
export const SEED_BATCHED_1000 = 'seed-like design, 1,000 keys, writes in one batch'
export const SEED_LIKE_QUIET = 'seed-like design, one at a time'
export const BETTER_AUTH = 'better-auth api-key plugin, one key'
export const BETTER_AUTH_KEPT = 'better-auth api-key plugin, one key, instances kept'
export const BETTER_AUTH_QUIET = 'better-auth api-key plugin, instances kept, one at a time'

/** What nothing costs, and what others do: D1 on each call. */
export const baselines: Variants = ({ port, nothing, asking, seedLike, betterAuth, accounts, key, betterAuthKey }) => {
  const usual = { status: 204, headers: {}, connections: IN_FLIGHT }
  const plain = { ...usual, port: seedLike, path: '/', headers: bearer(key), counted: 'seed-like' as const }
  const plugin = {
    ...usual,
    port: betterAuth,
    path: '/',
    headers: bearer(betterAuthKey),
    counted: 'better-auth' as const,
  }
  return [
    { ...usual, name: BASE, port, path: '/empty' },
    { ...usual, name: ONE_AT_A_TIME, port, path: '/empty', connections: 1 },
    { ...usual, name: 'a bare Worker', port: nothing, path: '/' },
    { ...usual, name: 'a bare Worker that asks an object', port: asking, path: '/' },
    { ...usual, name: 'a bare Worker that asks an object for a row', port: asking, path: '/row' },
    { ...plain, name: SEED_LIKE },
    { ...plain, name: SEED_BATCHED, path: '/batch' },
    { ...plain, name: SEED_LIKE_1000, headers: bearers(accounts) },
    { ...plain, name: SEED_BATCHED_1000, path: '/batch', headers: bearers(accounts) },
    { ...plain, name: SEED_LIKE_QUIET, path: '/batch', connections: 1 },
    { ...plugin, name: BETTER_AUTH },
    { ...plugin, name: BETTER_AUTH_KEPT, path: '/kept' },
    { ...plugin, name: BETTER_AUTH_QUIET, path: '/kept', connections: 1 },
  ]
}
