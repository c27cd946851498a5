import { consolePages, href } from '../../src/app/routes.ts'
import type { Delivery } from '../../src/domain/operating/delivery.ts'
import type { Incident } from '../../src/domain/operating/incidents.ts'
import type { AccountRow, UserRow } from '../../src/domain/operating/operating.ts'
import type { Page } from '../../src/domain/page.ts'
import type { GatewayRoute } from '../../src/domain/routing/route.ts'
import { ConsolePage } from '../layout/console.tsx'
import type { PageInfo } from '../page.ts'
import { formatOf } from '../text/format.ts'
import { AccountTable } from './accounts/table.tsx'

interface Props {
  page: PageInfo
  accounts: Page<AccountRow>
  users: Page<UserRow>
  routes: GatewayRoute[]
  deliveries: Delivery[]
  incident: Incident | null
  booksDiffer: boolean
}

const Count = ({ name, count, at }: { name: string; count: string; at: string }) => (
  <a class="group block py-4 sm:px-6 sm:first:pl-0" href={at}>
    <span class="block text-sm text-ink-3">{name}</span>
    <span class="text-2xl font-semibold tracking-tight group-hover:text-accent">{count}</span>
  </a>
)

/** What there is, and what needs a look. */
export const ConsoleOverviewPage = ({ page, accounts, users, routes, deliveries, incident, booksDiffer }: Props) => {
  const text = page.text.console
  const format = formatOf(page.locale, page.timeZone)
  const counted = (list: Page<unknown>) =>
    list.next === null ? format.number(list.items.length) : text.atLeast(format.number(list.items.length))
  const suspendedAccounts = accounts.items.filter((account) => account.status === 'suspended').length
  const suspendedUsers = users.items.filter((user) => user.status === 'suspended').length
  const late = deliveries.filter(({ isLate }) => isLate).length
  const attention = [
    incident && {
      says: text.incident(format.number(incident.errors), format.number(incident.calls), format.moment(incident.since)),
      at: `${href(consolePages.calls)}?outcome=failed&since=${incident.since}`,
    },
    suspendedAccounts > 0 && { says: text.suspendedAccounts(suspendedAccounts), at: href(consolePages.accounts) },
    suspendedUsers > 0 && { says: text.suspendedUsers(suspendedUsers), at: href(consolePages.users) },
    booksDiffer && { says: page.text.reconciliation.attention, at: href(consolePages.reconciliation) },
    late > 0 && { says: page.text.delivery.attention(late), at: href(consolePages.delivery) },
    routes.length === 0 && { says: text.noRoutes, at: href(consolePages.routes) },
  ].filter((one) => one !== false && one !== null)
  return (
    <ConsolePage page={page} title={text.title} place="overview">
      <h1>{text.title}</h1>
      <p class="mt-1 text-ink-2">{text.lead}</p>
      <div class="mt-6 grid grid-cols-3 divide-x divide-line border-y border-line max-sm:[&>a+a]:pl-4">
        <Count name={text.accounts} count={counted(accounts)} at={href(consolePages.accounts)} />
        <Count name={text.users} count={counted(users)} at={href(consolePages.users)} />
        <Count name={text.routes} count={format.number(routes.length)} at={href(consolePages.routes)} />
      </div>
      <section class="mt-9" aria-labelledby="attention-title">
        <h2 id="attention-title">{text.attention}</h2>
        {attention.length === 0 ? (
          <p class="mt-2 text-ink-3">{text.nothing}</p>
        ) : (
          <ul class="mt-2 border-t border-line-2">
            {attention.map((one) => (
              <li class="border-b border-line">
                <a class="flex min-h-11 items-center text-accent hover:underline sm:min-h-9" href={one.at}>
                  {one.says}
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section class="mt-9" aria-labelledby="newest-title">
        <div class="mb-3 flex items-baseline justify-between gap-4">
          <h2 id="newest-title">{text.newest}</h2>
          <a class="text-sm font-[550] text-accent hover:underline" href={href(consolePages.accounts)}>
            {text.all}
          </a>
        </div>
        <AccountTable page={page} accounts={accounts.items.slice(0, 5)} search="" />
      </section>
    </ConsolePage>
  )
}
