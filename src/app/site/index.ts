import { mails } from '../dev/mails.tsx'
import { newApp } from '../house.ts'
import { devPages, fragments, site as pages } from '../routes.ts'
import { tokenPages } from '../token-pages.tsx'
import { accounts } from './accounts.tsx'
import { archives } from './archives.tsx'
import { bills } from './bills.tsx'
import { calls } from './calls.tsx'
import { cspReports } from './csp-reports.ts'
import { dashboard } from './dashboard.tsx'
import { docs } from './docs.tsx'
import { home } from './home.tsx'
import { invitation } from './invitation.tsx'
import { key } from './key.tsx'
import { keys } from './keys.tsx'
import { login } from './login.tsx'
import { loginAgain } from './login-again.tsx'
import { loginFactor } from './login-factor.tsx'
import { loginPasskey } from './login-passkey.tsx'
import { passwordReset } from './password-reset.tsx'
import { payment } from './payment.tsx'
import { preferences } from './preferences.ts'
import { register } from './register.tsx'
import { account } from './settings/account.tsx'
import { address } from './settings/address.tsx'
import { audit } from './settings/audit.tsx'
import { deletion } from './settings/deletion.tsx'
import { app } from './settings/factors/app.tsx'
import { passkeys } from './settings/factors/passkeys.tsx'
import { recoveryCodes } from './settings/factors/recovery-codes.tsx'
import { factors } from './settings/factors.tsx'
import { member } from './settings/member.tsx'
import { password } from './settings/password.tsx'
import { profile } from './settings/profile.tsx'
import { sessions } from './settings/sessions.tsx'
import { team } from './settings/team.tsx'
import { settings } from './settings.ts'
import { usage } from './usage.tsx'
import { verification } from './verification.tsx'

/** What people see. */
export const site = newApp({ ...pages, ...fragments, ...devPages }, { render: 'pages' })

for (const part of [
  home,
  docs,
  register,
  login,
  loginAgain,
  preferences,
  cspReports,
  dashboard,
  archives,
  usage,
  calls,
  bills,
  keys,
  key,
  payment,
  mails,
]) {
  site.route('/', part)
}
for (const part of [verification, passwordReset, loginPasskey, loginFactor, accounts, invitation]) site.route('/', part)
for (const part of [settings, profile, password, address, factors, app, passkeys, recoveryCodes]) site.route('/', part)
for (const part of [sessions, team, member, account, deletion, audit, tokenPages('account')]) site.route('/', part)
