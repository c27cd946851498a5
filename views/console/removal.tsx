import { consolePages, href } from '../../src/app/routes.ts'
import type { GatewayRoute } from '../../src/domain/routing/route.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { Confirm } from '../ui/confirm.tsx'

/** Asks before a route is taken away. */
export const RemovalPage = ({ page, route }: { page: PageInfo; route: GatewayRoute }) => {
  const text = page.text.console.route.removal
  return (
    <ConsolePage page={page} title={text.title(route.name)} place="routes">
      <Confirm
        page={page}
        title={text.title(route.name)}
        detail={text.detail(route.path)}
        action={href(consolePages.routeRemoving, { id: route.id })}
        submit={text.submit(route.name)}
        cancel={{ name: text.cancel, href: href(consolePages.route, { id: route.id }) }}
      />
    </ConsolePage>
  )
}
