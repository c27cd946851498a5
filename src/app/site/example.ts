import { ROOT, type Routes } from '../../domain/routing/route.ts'

const DEMO = '/demo'

/** The address of a call to try: the demo's while there is one, else the first route's. */
export async function exampleUrl(origin: string, routes: Routes): Promise<string> {
  const paths = (await routes.list()).map((route) => route.path).filter((path) => path !== ROOT)
  const path = paths.includes(DEMO) ? `${DEMO}/hello` : (paths[0] ?? `${DEMO}/hello`)
  return `${origin}/api${path}`
}
