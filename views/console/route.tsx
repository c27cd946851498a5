import { consolePages, href } from '../../src/app/routes.ts'
import type { CircuitTurn } from '../../src/domain/routing/circuit.ts'
import type { GatewayRoute } from '../../src/domain/routing/route.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'
import type { Filled } from '../ui/field.tsx'
import { RouteSection } from './route/section.tsx'
import type { Section } from './route/sections.ts'
import { RouteTrial, type TrialProps } from './route/trial.tsx'
import { CircuitTurns } from './route/turns.tsx'

export interface RoutePartsProps {
  page: PageInfo
  route: GatewayRoute
  /** The section whose form is open. */
  edit: Section | null
  filled: Filled
  /** The section that was just changed. */
  saved: Section | null
}

const COLUMNS: Section[][] = [
  ['where', 'callers', 'headers'],
  ['price', 'failure', 'browsers', 'secret'],
]

/** Everything on a route's page that a change of it may alter: htmx puts it in place as a whole. */
export const RouteParts = (props: RoutePartsProps) => {
  const { page, route } = props
  return (
    <div id="route">
      <h1 class="mt-1 [overflow-wrap:anywhere]">{route.name}</h1>
      <p class="mt-1 max-w-text text-ink-2">{page.text.route.lead}</p>
      <div class="mt-6 grid grid-cols-1 items-start gap-x-12 gap-y-9 lg:grid-cols-2">
        {COLUMNS.map((sections) => (
          <div class="min-w-0 space-y-9">
            {sections.map((section) => (
              <RouteSection {...props} section={section} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

export interface RouteProps extends RoutePartsProps {
  turns: CircuitTurn[]
  trial: Pick<TrialProps, 'filled' | 'report'>
}

/** One route: all that it is set to, and its end. */
export const RoutePage = (props: RouteProps) => {
  const { page, route } = props
  const text = page.text.route
  return (
    <ConsolePage page={page} title={route.name} place="routes">
      <p class="text-sm">
        <a class="text-accent hover:underline" href={href(consolePages.routes)}>
          ← {page.text.console.routes}
        </a>
      </p>
      <RouteParts {...props} />
      <RouteTrial page={page} route={route} {...props.trial} />
      <CircuitTurns page={page} route={route} turns={props.turns} />
      <section class="mt-9" aria-labelledby="end-title">
        <h2 id="end-title">{text.end}</h2>
        <p class="mt-1 mb-3 text-sm text-ink-2">{text.endNote}</p>
        <LinkButton kind="danger" href={href(consolePages.routeRemoval, { id: route.id })}>
          {page.text.console.route.removeNamed(route.name)}
        </LinkButton>
      </section>
    </ConsolePage>
  )
}
