import { newApp } from '../house.ts'
import { consolePages } from '../routes.ts'
import { tokenPages } from '../token-pages.tsx'
import { accounts } from './accounts.tsx'
import { audit } from './audit.tsx'
import { bill } from './bill.tsx'
import { bills } from './bills.tsx'
import { calls } from './calls.tsx'
import { delivery } from './delivery.tsx'
import { favours } from './favours.tsx'
import { overview } from './overview.tsx'
import { periods } from './periods.tsx'
import { reconciliation } from './reconciliation.tsx'
import { revenue } from './revenue.tsx'
import { route } from './route.tsx'
import { routeTrial } from './route-trial.tsx'
import { routes } from './routes.tsx'
import { users } from './users.tsx'

/** What operators see. */
export const operatorConsole = newApp(consolePages, { render: 'pages' })

for (const part of [
  overview,
  accounts,
  users,
  routes,
  route,
  routeTrial,
  bills,
  bill,
  calls,
  delivery,
  tokenPages('service'),
  favours,
  periods,
  reconciliation,
  revenue,
  audit,
])
  operatorConsole.route('/', part)
