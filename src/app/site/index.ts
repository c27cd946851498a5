import { mails } from '../dev/mails.tsx'
import { newApp } from '../house.ts'
import { devPages, fragments, site as pages } from '../routes.ts'
import { cspReports } from './csp-reports.ts'
import { dashboard } from './dashboard.tsx'
import { docs } from './docs.tsx'
import { home } from './home.tsx'
import { key } from './key.tsx'
import { keys } from './keys.tsx'
import { login } from './login.tsx'
import { loginAgain } from './login-again.tsx'
import { preferences } from './preferences.ts'
import { register } from './register.tsx'
import { account } from './settings/account.tsx'
import { audit } from './settings/audit.tsx'
import { deletion } from './settings/deletion.tsx'
import { profile } from './settings/profile.tsx'
import { sessions } from './settings/sessions.tsx'
import { settings } from './settings.ts'

/** What people see. */
export const site = newApp({ ...pages, ...fragments, ...devPages }, { render: 'pages' })

for (const part of [home, docs, register, login, loginAgain, preferences, cspReports, dashboard, keys, key, mails]) {
  site.route('/', part)
}
for (const part of [settings, profile, sessions, account, deletion, audit]) site.route('/', part)
