import type { Nginx } from '../nginx.ts'
import type { World } from '../world.ts'
import { bearer, IN_FLIGHT, type Variant } from './variant.ts'

export const BARE_FETCH = 'a bare Worker that fetches'
export const GATEWAY = 'the gateway before the same upstream'

/** What stands before an upstream, and what it costs there. */
export function proxying({ port, bare, key }: World, nginx: Nginx | null): Variant[] {
  const usual = { status: 200, headers: bearer(key), connections: IN_FLIGHT }
  const ofNginx = nginx ? { ...usual, port: nginx.port } : null
  return [
    { ...usual, name: BARE_FETCH, port: bare, path: '/' },
    { ...usual, name: GATEWAY, port, path: '/api/up/', base: BARE_FETCH },
    ...(ofNginx
      ? [
          { ...ofNginx, name: 'nginx alone', path: '/alone' },
          { ...ofNginx, name: 'nginx that asks /api/authorize', path: '/asked', base: 'nginx alone' },
        ]
      : []),
  ]
}
