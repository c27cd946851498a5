import { consolePages, href } from '../../../src/app/routes.ts'
import type { GatewayRoute } from '../../../src/domain/routing/route.ts'
import { ConsolePage } from '../../layout/console.tsx'
import type { PageInfo } from '../../page.ts'
import { Confirm } from '../../ui/confirm.tsx'

/** Asks before an upstream's secret is taken away. */
export const SecretRemovalPage = ({ page, route, header }: { page: PageInfo; route: GatewayRoute; header: string }) => {
  const text = page.text.route.secretRemoval
  return (
    <ConsolePage page={page} title={text.title(route.name)} place="routes">
      <Confirm
        page={page}
        title={text.title(route.name)}
        detail={text.detail(header)}
        action={href(consolePages.routeSecretRemoving, { id: route.id })}
        submit={text.submit}
        cancel={{ name: text.cancel, href: href(consolePages.route, { id: route.id }) }}
      />
    </ConsolePage>
  )
}
