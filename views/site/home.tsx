import { href, site } from '../../src/app/routes.ts'
import type { Plan } from '../../src/domain/plans/plan.ts'
import { OpenPage } from '../layout/open.tsx'
import type { PageInfo } from '../page.ts'
import { LinkButton } from '../ui/button.tsx'
import { OneCall } from './home/one-call.tsx'
import { Prices } from './home/prices.tsx'

/** What this is, in plain words, with one call to show it. */
export const HomePage = ({ page, plans }: { page: PageInfo; plans: Plan[] }) => {
  const { home, shell } = page.text
  return (
    <OpenPage page={page} title={page.siteName}>
      <div>
        <h1 class="text-2xl tracking-tight sm:text-3xl">{home.headline}</h1>
        <p class="mt-4 max-w-text text-lg text-ink-2">{home.lead}</p>
        <div class="mt-7 flex flex-wrap items-center gap-x-4 gap-y-2">
          {page.reader ? (
            <LinkButton href={href(site.dashboard)}>{home.open}</LinkButton>
          ) : (
            <>
              <LinkButton href={href(site.register)}>{home.start}</LinkButton>
              <LinkButton kind="plain" href={href(site.login)}>
                {shell.signIn}
              </LinkButton>
              <p class="text-sm text-ink-3">{home.startFree}</p>
            </>
          )}
        </div>
      </div>
      <OneCall page={page} />
      {plans.length > 0 && <Prices page={page} plans={plans} />}
      <dl class="mt-12 grid gap-x-10 gap-y-6 md:grid-cols-3">
        {home.facts.map(([title, detail]) => (
          <div>
            <dt class="font-[550]">{title}</dt>
            <dd class="mt-1 text-sm text-ink-2">{detail}</dd>
          </div>
        ))}
      </dl>
    </OpenPage>
  )
}
