import type { GatewayRoute } from '../../src/domain/routing/route.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import type { Filled } from '../ui/field.tsx'
import { RouteCreation } from './routes/creation.tsx'
import { RouteTable } from './routes/table.tsx'

interface Props {
  page: PageInfo
  routes: GatewayRoute[]
  /** Routes of which an isolate refuses calls, and since when, UTC ms. */
  openSince: Map<string, number>
  filled: Filled
}

/** What the service serves, and where the next route is added. */
export const RoutesPage = ({ page, routes, openSince, filled }: Props) => {
  const text = page.text.console.route
  return (
    <ConsolePage page={page} title={page.text.console.routes} place="routes">
      <h1>{page.text.console.routes}</h1>
      <p class="mt-1 mb-5 max-w-text text-ink-2">{text.lead}</p>
      <RouteTable page={page} routes={routes} openSince={openSince} />
      <section class="mt-10" aria-labelledby="add-title">
        <h2 id="add-title">{text.add}</h2>
        <RouteCreation page={page} filled={filled} />
      </section>
    </ConsolePage>
  )
}
