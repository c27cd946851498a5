import type { OwnAccount } from '../domain/account/account.ts'
import type { AccountExport } from '../domain/account/export.ts'
import type { Audit } from '../domain/audit.ts'
import type { Bills } from '../domain/billing/bills.ts'
import type { Favours } from '../domain/billing/favours.ts'
import type { Revenue } from '../domain/billing/revenue.ts'
import type { Closings, Lot } from '../domain/billing/runs.ts'
import type { CallArchive } from '../domain/calls/archive.ts'
import type { Calls } from '../domain/calls/calls.ts'
import type { Clock } from '../domain/clock.ts'
import type { Idempotency } from '../domain/idempotency/idempotency.ts'
import type { KeyActivity } from '../domain/keys/activity.ts'
import type { Keys } from '../domain/keys/keys.ts'
import type { Leaks } from '../domain/leaks/leaks.ts'
import type { Mail, NewMail } from '../domain/mail.ts'
import type { Reconciliation } from '../domain/metering/reconciliation.ts'
import type { Repair } from '../domain/metering/repair.ts'
import type { Deliveries } from '../domain/operating/delivery.ts'
import type { Incident } from '../domain/operating/incidents.ts'
import type { Operating } from '../domain/operating/operating.ts'
import type { Factors, HalfSession } from '../domain/people/factors/factors.ts'
import type { PasswordsFace } from '../domain/people/passwords.ts'
import type { Locale, People, Session } from '../domain/people/people.ts'
import type { Profile } from '../domain/people/profile.ts'
import type { Plans } from '../domain/plans/plans.ts'
import type { Routes } from '../domain/routing/route.ts'
import type { Trials } from '../domain/routing/trial.ts'
import type { ServiceTokens } from '../domain/service-tokens/service-tokens.ts'
import type { Teams } from '../domain/teams/teams.ts'
import type { Usage } from '../domain/usage.ts'
import type { Access } from '../platform/access.ts'
import type { Spent } from '../platform/spent.ts'
import type { LocalMails } from '../storage/mails.ts'
import type { Settings } from './settings.ts'

/** What wrangler.toml binds. Settings come as text beside these and are parsed in settings.ts. */
export interface Bindings {
  DB: D1Database
  CACHE: KVNamespace
  METER: DurableObjectNamespace
  PASSWORDS: PasswordsFace
  THROTTLE: DurableObjectNamespace
  MAIL: Queue<Mail>
  CLOSING: Queue<Lot>
  ARCHIVE: R2Bucket
  /** A setting that is needed before any is parsed. */
  API_HOST?: string
  VERSION?: { id: string; tag: string; timestamp: string }
}

/** Every verb, wired once a request in services.ts. */
export interface Services {
  clock: Clock
  people: People
  teams: Teams
  factors: Factors
  profile: Profile
  ownAccount: OwnAccount
  accountExport: AccountExport
  plans: Plans
  bills: Bills
  keys: Keys
  serviceTokens: ServiceTokens
  keyActivity: KeyActivity
  leaks: Leaks
  usage: Usage
  calls: Calls
  callArchive: CallArchive
  routes: Routes
  trials: Trials
  operating: Operating
  deliveries: Deliveries
  /** The time in which many calls fail, for operators; null while they do not. */
  openIncident: () => Promise<Incident | null>
  /** Writes to a reader: hands the mail to the mailer's queue. */
  mail: (mail: NewMail) => Promise<void>
  /** What the local transport keeps, in development. */
  localMails: LocalMails
  audit: Audit
  closings: Closings
  favours: Favours
  reconciliation: Reconciliation
  idempotency: Idempotency
  revenue: Revenue
  repair: Repair
  /** Cloudflare Access before what operators do; null where it is not set. */
  access: Access | null
}

export type Theme = 'light' | 'dark' | null

/** What middleware leaves for handlers. */
export interface Variables {
  settings: Settings
  services: Services
  requestId: string
  locale: Locale
  theme: Theme
  session: Session | null
  /** Whose password was right and whose second factor is still to come. Never beside a session. */
  half: HalfSession | null
  /** What the request waited for; of pages. */
  spent?: Spent
  /** The site that has the docs, where it is another than this host. */
  docs?: string
  /** A content policy other than every page's. */
  csp?: string
}

/** Hono's type of every app here. */
export interface App {
  Bindings: Bindings
  Variables: Variables
}
