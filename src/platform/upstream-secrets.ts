import { sealedForRoute } from '../domain/routing/options.ts'
import type { GatewayRoute } from '../domain/routing/route.ts'
import type { Vault } from '../domain/vault.ts'

const DECODER = new TextDecoder()

// By what is sealed: another secret is another text. Values live in memory alone.
const opened = new Map<string, string>()
const MOST = 1_000

/** The upstream's secret of a route, null for none. From memory after the first call. Throws when it cannot be opened. */
export function secretOf(
  { id, options: { secret } }: GatewayRoute,
  vault: () => Vault,
): string | null | Promise<string> {
  if (!secret) return null
  return opened.get(secret.sealed) ?? open(secret.sealed, id, vault())
}

async function open(sealed: string, routeId: string, vault: Vault): Promise<string> {
  const value = DECODER.decode(await vault.open(sealed, sealedForRoute(routeId)))
  if (opened.size >= MOST) opened.clear()
  opened.set(sealed, value)
  return value
}
