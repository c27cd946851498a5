import { encodeBase64 } from '@oslojs/encoding'
import { makeErasure } from '../../src/domain/account/erase.ts'
import { makeBillMails } from '../../src/domain/billing/bill-mails.ts'
import { makeOverdue } from '../../src/domain/billing/overdue.ts'
import { makeClosings } from '../../src/domain/billing/runs.ts'
import { makeArchiveErasure } from '../../src/domain/calls/archive-erasure.ts'
import { makeArchiving } from '../../src/domain/calls/archiving.ts'
import { makeIds } from '../../src/domain/ids.ts'
import { makeQuotaMails } from '../../src/domain/metering/quota-mails.ts'
import { makeReconciliation } from '../../src/domain/metering/reconciliation.ts'
import { makeAlerts } from '../../src/domain/operating/incidents.ts'
import { hashPassword } from '../../src/domain/people/phc.ts'
import { makeSpendingMails } from '../../src/domain/subscriptions/spending-mails.ts'
import { archiveFiles, gzip } from '../../src/platform/archive.ts'
import { sendLots } from '../../src/platform/closing-queue.ts'
import { postMail } from '../../src/platform/mail.ts'
import { ledgerOf, meterOf, pushChanges } from '../../src/platform/meter.ts'
import { random } from '../../src/platform/random.ts'
import { archiveErasureStore } from '../../src/storage/archive-erasure.ts'
import { archivingStore } from '../../src/storage/archiving.ts'
import { billNoticeStore } from '../../src/storage/bill-notices.ts'
import { deleteEndedChallenges } from '../../src/storage/challenges.ts'
import { confirmPush, unconfirmedPushes } from '../../src/storage/changes.ts'
import { deleteOldTurns } from '../../src/storage/circuit-turns.ts'
import { closingRunStore } from '../../src/storage/closing-runs.ts'
import { deleteOldIncidents, deleteOldMinutes, incidentStore } from '../../src/storage/console/incidents.ts'
import { database } from '../../src/storage/database.ts'
import { applyDuePhases } from '../../src/storage/due-phases.ts'
import { erasureStore } from '../../src/storage/erasure.ts'
import { deleteOldIdempotencyKeys } from '../../src/storage/idempotency.ts'
import { overdueStore } from '../../src/storage/overdue.ts'
import { deleteOldNotices, quotaNoticeStore } from '../../src/storage/quota-notices.ts'
import { comparer } from '../../src/storage/reconcile.ts'
import { reconciliationStore } from '../../src/storage/reconciliations.ts'
import { deleteEndedSessions } from '../../src/storage/sessions.ts'
import { deleteOldSpendingNotices, spendingNoticeStore } from '../../src/storage/spending-notices.ts'
import { deleteEndedTokens } from '../../src/storage/tokens.ts'
import type { JobsEnv } from './env.ts'
import { alertLimits, billSettings, mailSettings, overdueLimits, retentionDays } from './settings.ts'

/** A page pushes its own change and waits for it; what is younger may still be on its way. */
const PUSH_AGE_MS = 10_000
const PUSHES = 100
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Rows a statement and statements a minute: a mass of what has ended must not hold up the database. */
const LOT = 500
const LOTS = 20

/** A password that nobody has. */
const unknownPassword = async () => hashPassword(encodeBase64(random(32)), random)

/** What must happen without anyone asking, each task by itself. */
export function tasksOf(env: JobsEnv, now: number): (() => Promise<void>)[] {
  const begun = Date.now()
  // Who stops in time must know how long it takes.
  const clock = () => now + Date.now() - begun
  const db = database(env.DB)
  const push = pushChanges(env.METER, (accountId, revision) => confirmPush(db, accountId, revision, Date.now()))

  const pushAgain = async () => {
    const due = await unconfirmedPushes(db, now - PUSH_AGE_MS, PUSHES)
    await Promise.all(due.map(({ accountId, tag }) => push({ id: accountId, tag })))
  }
  const inLots = async (deleteEnded: typeof deleteEndedSessions) => {
    for (let lot = 0; lot < LOTS; lot++) if ((await deleteEnded(db, now, LOT)) < LOT) return
  }

  const ids = makeIds(() => now, random)
  const eraseAccounts = makeErasure({
    store: erasureStore(env.DB),
    eraseMeter: (tag) => meterOf(env.METER, tag).erase(tag),
    eraseArchive: makeArchiveErasure({
      store: archiveErasureStore(env.DB),
      files: archiveFiles(env.ARCHIVE),
      clock,
      ids: makeIds(clock, random),
    }),
    unknownPassword,
    clock: () => now,
    ids,
  })

  // Settings are read by who needs them: a wrong one keeps no other task from its turn.
  const mailQuotas = async () => {
    const { siteUrl, onlyVerified } = mailSettings(env)
    await makeQuotaMails({
      ...quotaNoticeStore(env.DB),
      post: (mail) => postMail(env.MAIL, mail),
      url: () => addressOn(siteUrl, '/usage'),
      onlyVerified,
      clock: () => now,
    })()
  }

  const mailSpending = async () => {
    const { siteUrl, onlyVerified } = mailSettings(env)
    await makeSpendingMails({
      ...spendingNoticeStore(env.DB),
      post: (mail) => postMail(env.MAIL, mail),
      url: () => addressOn(siteUrl, '/billing'),
      onlyVerified,
      clock: () => now,
    })()
  }

  const reconciliation = makeReconciliation({
    store: reconciliationStore(env.DB),
    compare: comparer(env.DB, (tag) => ledgerOf(env.METER, tag), archiveFiles(env.ARCHIVE)),
    log: (line) => console.log(JSON.stringify(line)),
    clock,
    ids: makeIds(() => now, random),
  })

  const archive = async () => {
    await makeArchiving({
      store: archivingStore(env.DB),
      files: archiveFiles(env.ARCHIVE),
      gzip,
      retentionDays: retentionDays(env),
      clock,
      ids: makeIds(clock, random),
    })()
  }

  const closings = makeClosings({
    store: closingRunStore(env.DB),
    send: (lots) => sendLots(env.CLOSING, lots),
    clock,
    ids: makeIds(clock, random),
  })

  // With wrong settings nothing would be closed.
  const closeWhatIsLeft = async () => {
    billSettings(env)
    await closings.everyHour()
  }

  const chaseOverdue = async () => {
    await makeOverdue({
      store: overdueStore(env.DB),
      limits: overdueLimits(env),
      push,
      clock: () => now,
      ids,
    })()
  }

  const mailBills = async () => {
    const { siteUrl, onlyVerified } = mailSettings(env)
    await makeBillMails({
      ...billNoticeStore(db),
      post: (mail) => postMail(env.MAIL, mail),
      url: (billId) => addressOn(siteUrl, `/bills/${billId}`),
      onlyVerified,
      closeDays: overdueLimits(env).closeDays,
      clock: () => now,
    })()
  }

  const alertOperators = async () => {
    const { siteUrl, onlyVerified } = mailSettings(env)
    await makeAlerts({
      store: incidentStore(env.DB, db),
      limits: alertLimits(env),
      post: (mail) => postMail(env.MAIL, mail),
      url: (since) => addressOn(siteUrl, `/admin/calls?outcome=failed&since=${since}`),
      onlyVerified,
      clock: () => now,
      newId: () => ids('inc'),
    })()
  }

  const deletions = [
    ...[deleteEndedSessions, deleteEndedTokens, deleteEndedChallenges, deleteOldTurns],
    ...[deleteOldMinutes, deleteOldIncidents, deleteOldIdempotencyKeys],
    // No index finds them: once an hour is often enough.
    ...(now % HOUR < MINUTE ? [deleteOldNotices, deleteOldSpendingNotices] : []),
  ].map((deleteEnded) => () => inLots(deleteEnded))
  const applyPhases = () => inLots(applyDuePhases)
  return [
    pushAgain,
    applyPhases,
    ...deletions,
    eraseAccounts,
    mailQuotas,
    mailSpending,
    chaseOverdue,
    mailBills,
    alertOperators,
    reconciliation.everyMinute,
    archive,
    closings.everyMinute,
    ...(now % HOUR < MINUTE ? [closeWhatIsLeft] : []),
  ]
}

/** The whole address of a page, for a mail. */
function addressOn(site: string | null, path: string): string {
  if (site === null) throw new Error('The setting SITE_URL is missing: without it no mail can say where to look.')
  return new URL(path, site).href
}
