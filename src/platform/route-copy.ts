import { asRoute, type GatewayRoute } from '../domain/routing/route.ts'

const NAME = 'routes'

/** Keeps a copy of the routes in KV for when D1 fails. It may be a minute old. Never throws: D1 has the change. */
export async function publishRoutes(kv: KVNamespace, routes: GatewayRoute[]): Promise<void> {
  try {
    await kv.put(NAME, JSON.stringify(routes))
  } catch (error) {
    console.log(JSON.stringify({ event: 'routes.uncopied', error: String(error) }))
  }
}

export async function copiedRoutes(kv: KVNamespace): Promise<GatewayRoute[] | null> {
  return (await kv.get<GatewayRoute[]>(NAME, 'json'))?.map(asRoute) ?? null
}
