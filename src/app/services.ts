import { makeAccountExport } from '../domain/account/export.ts'
import { makeOwnAccount } from '../domain/account/make.ts'
import { makeAudit } from '../domain/audit.ts'
import { makeFavours } from '../domain/billing/favours.ts'
import { makeBills } from '../domain/billing/make-bills.ts'
import { makeRevenue } from '../domain/billing/revenue.ts'
import { makeClosings } from '../domain/billing/runs.ts'
import { makeCallArchive } from '../domain/calls/archive.ts'
import { makeCalls } from '../domain/calls/make.ts'
import { makeIdempotency } from '../domain/idempotency/idempotency.ts'
import { makeIds } from '../domain/ids.ts'
import { makeKeyActivity } from '../domain/keys/activity.ts'
import { makeKeys } from '../domain/keys/make.ts'
import { makeLeaks } from '../domain/leaks/make.ts'
import type { MeterView } from '../domain/metering/face.ts'
import { makeReconciliation } from '../domain/metering/reconciliation.ts'
import { makeRepair } from '../domain/metering/repair.ts'
import { makeDeliveries } from '../domain/operating/delivery.ts'
import { makeOperating } from '../domain/operating/make.ts'
import { isNobodys } from '../domain/people/address.ts'
import { makeFactors } from '../domain/people/factors/make.ts'
import { makePeople } from '../domain/people/make.ts'
import type { PasswordsFace } from '../domain/people/passwords.ts'
import { makeProfile } from '../domain/people/profile.ts'
import { makeRoutes } from '../domain/routing/make.ts'
import { makeTrials } from '../domain/routing/trial.ts'
import { makeServiceTokens } from '../domain/service-tokens/make.ts'
import type { ServiceTokens } from '../domain/service-tokens/service-tokens.ts'
import { makeTeams } from '../domain/teams/make.ts'
import { makeDownload } from '../domain/usage/download.ts'
import { makeReport } from '../domain/usage/make-report.ts'
import type { Usage } from '../domain/usage.ts'
import { makeUsage } from '../domain/usage-overview.ts'
import { makeAccess } from '../platform/access.ts'
import { archiveFiles } from '../platform/archive.ts'
import { sendLots } from '../platform/closing-queue.ts'
import { forgetToken, tokenGuesses } from '../platform/known-tokens.ts'
import { logOf } from '../platform/log.ts'
import { postMail } from '../platform/mail.ts'
import { askFor, backlogOf, ledgerOf, type PushChanges, pushChanges, viewOf } from '../platform/meter.ts'
import { lookUpAt } from '../platform/names.ts'
import { random } from '../platform/random.ts'
import { publishRoutes } from '../platform/route-copy.ts'
import { Spent, timedD1 } from '../platform/spent.ts'
import { makeThrottle } from '../platform/throttle.ts'
import { makeVault } from '../platform/vault.ts'
import { archiveIndex } from '../storage/archive.ts'
import { readAccountEvents } from '../storage/audit.ts'
import { billStore } from '../storage/bills.ts'
import { confirmPush } from '../storage/changes.ts'
import { closingRunStore } from '../storage/closing-runs.ts'
import { searchEvents } from '../storage/console/audit.ts'
import { callStore } from '../storage/console/calls.ts'
import { quietAccounts, recentAccounts } from '../storage/console/delivery.ts'
import { favourStore } from '../storage/console/favours.ts'
import { openIncident } from '../storage/console/incidents.ts'
import { operatingStore } from '../storage/console/operating.ts'
import { revenueSums } from '../storage/console/revenue.ts'
import { trialStore } from '../storage/console/trials.ts'
import { type Database, database } from '../storage/database.ts'
import { exportStore } from '../storage/export.ts'
import { factorStore } from '../storage/factors.ts'
import { idempotencyStore } from '../storage/idempotency.ts'
import { keyActivityStore } from '../storage/key-activity.ts'
import { keyStore } from '../storage/keys.ts'
import { leakStore } from '../storage/leaks.ts'
import { localMails } from '../storage/mails.ts'
import { ownAccountStore } from '../storage/own-account.ts'
import { peopleStore } from '../storage/people.ts'
import { planStore } from '../storage/plans.ts'
import { profileStore } from '../storage/profile.ts'
import { comparer } from '../storage/reconcile.ts'
import { reconciliationStore } from '../storage/reconciliations.ts'
import { repairStore } from '../storage/repairs.ts'
import { routeStore } from '../storage/routes.ts'
import { serviceTokenStore } from '../storage/service-tokens.ts'
import { sessionStore } from '../storage/sessions.ts'
import { teamStore } from '../storage/teams.ts'
import { readUsage } from '../storage/usage.ts'
import { downloadStore } from '../storage/usage-download.ts'
import { readReport } from '../storage/usage-report.ts'
import type { Bindings, Services } from './context.ts'
import type { Settings } from './settings.ts'

const clock = Date.now
const ids = makeIds(clock, random)

/** The verbs about service tokens by themselves: calls that ask for a decision need no others. */
export const serviceTokensOf = (DB: D1Database, secrets: readonly string[]): ServiceTokens =>
  makeServiceTokens({
    store: serviceTokenStore(database(DB)),
    forget: forgetToken,
    guesses: tokenGuesses,
    clock,
    ids,
    random,
    secrets,
  })

const usageOf = (db: Database, view: (tag: string) => Promise<MeterView | null>): Usage => ({
  ...makeUsage({ view, read: (accountId, request) => readUsage(db, accountId, request), clock }),
  report: makeReport({ view, read: (accountId, query) => readReport(db, accountId, query), clock }),
  download: makeDownload({ view, store: downloadStore(db), clock }),
})

/**
 * Wires every verb to this Worker's bindings. `host` is the one that the request came to: no upstream may be it. `waitUntil`
 * lets work go on behind the answer. `request` is named wherever it goes, and what it waits for is counted.
 */
export function servicesOf(
  bindings: Bindings,
  settings: Settings,
  host: string,
  waitUntil: (work: Promise<void>) => void,
  request: { id?: string; spent: Spent } = { spent: new Spent() },
): Services {
  const { CACHE, METER, MAIL, CLOSING, ARCHIVE, PASSWORDS, THROTTLE } = bindings
  const { id: requestId, spent } = request
  const log = logOf(requestId)
  const DB = timedD1(bindings.DB, spent)
  const {
    API_PREFIX: prefix,
    KEY_SECRETS: secrets,
    ENVIRONMENT,
    REGISTRATIONS_PER_HOUR: registrationsPerHour,
    OWN_HOSTS,
    ACCESS_TEAM: team,
    ACCESS_AUDIENCE: audience,
  } = settings
  const db = database(DB)
  const confirmed = pushChanges(METER, (accountId, revision) => confirmPush(db, accountId, revision, clock()), log)
  const push: PushChanges = (account) => spent.on('meter', confirmed(account))
  const view = (tag: string) => spent.on('meter', viewOf(METER, tag, log))
  const throttle = makeThrottle(THROTTLE, log)
  const passwords: PasswordsFace = {
    hash: (password) => PASSWORDS.hash(password, requestId),
    verify: (password, phc) => PASSWORDS.verify(password, phc, requestId),
  }
  const routes = routeStore(db)
  const calls = makeCalls({
    store: callStore(db),
    view,
    ask: (tag, id) => spent.on('meter', askFor(METER, tag, id, log)),
  })
  return {
    clock,
    people: makePeople({
      store: peopleStore(db),
      passwords,
      throttle,
      registrationsPerHour,
      push,
      behind: (work) => waitUntil(work.catch((error) => log({ event: 'behind.failed', error: (error as Error).name }))),
      clock,
      ids,
      random,
      prefix,
      secrets,
    }),
    teams: makeTeams({ store: teamStore(db), throttle, push, clock, ids, random }),
    factors: makeFactors({
      store: factorStore(db),
      sessions: sessionStore(db),
      vault: makeVault(secrets),
      throttle,
      clock,
      ids,
      random,
    }),
    profile: makeProfile({ store: profileStore(db), clock, ids }),
    ownAccount: makeOwnAccount({ store: ownAccountStore(db), push, clock, ids }),
    accountExport: makeAccountExport({ store: exportStore(db), view, clock, ids }),
    plans: planStore(db),
    bills: makeBills({ store: billStore(db), push, clock, ids }),
    keys: makeKeys({ store: keyStore(db), push, clock, ids, random, prefix, secrets }),
    serviceTokens: serviceTokensOf(DB, secrets),
    keyActivity: makeKeyActivity({ store: keyActivityStore(db), view, clock }),
    leaks: makeLeaks({ store: leakStore(db), push, clock, ids, prefix, secrets }),
    usage: usageOf(db, view),
    calls,
    favours: makeFavours({ store: favourStore(db), find: calls.findAnywhere, clock, ids }),
    closings: makeClosings({
      store: closingRunStore(DB),
      send: (lots) => sendLots(CLOSING, lots),
      clock,
      ids,
    }),
    routes: makeRoutes({
      store: routes,
      publish: async () => publishRoutes(CACHE, await routes.list()),
      clock,
      ids,
      development: ENVIRONMENT === 'development',
      ownHosts: [host, ...OWN_HOSTS],
      vault: makeVault(secrets),
      lookUp: lookUpAt(),
    }),
    trials: makeTrials({ store: trialStore(db), clock, ids }),
    deliveries: makeDeliveries({
      recent: recentAccounts(DB),
      quiet: quietAccounts(DB),
      ask: (tag) => backlogOf(METER, tag, log),
      clock,
    }),
    openIncident: () => openIncident(db),
    operating: makeOperating({ store: operatingStore(db), push, clock, ids }),
    mail: async (mail) => {
      if (!isNobodys(mail.to)) await postMail(MAIL, { id: ids('mail'), ...(requestId ? { requestId } : {}), ...mail })
    },
    localMails: localMails(DB),
    callArchive: makeCallArchive({ ...archiveIndex(db), read: archiveFiles(ARCHIVE).read }),
    idempotency: makeIdempotency({ store: idempotencyStore(db), vault: makeVault(secrets), clock }),
    revenue: makeRevenue({ sums: revenueSums(DB), clock }),
    repair: makeRepair({ store: repairStore(db), clock, ids }),
    reconciliation: makeReconciliation({
      store: reconciliationStore(DB),
      compare: comparer(DB, (tag) => ledgerOf(METER, tag), archiveFiles(ARCHIVE)),
      log,
      clock,
      ids,
    }),
    access: team && audience ? makeAccess({ team, audience }, clock) : null,
    audit: makeAudit({
      ofAccount: (accountId, request) => readAccountEvents(db, accountId, request),
      all: (search) => searchEvents(db, search),
    }),
  }
}
