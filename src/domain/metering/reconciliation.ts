import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Page } from '../page.ts'
import { HOUR } from '../periods.ts'
import { type Difference, sinceLastMonth } from './reconcile.ts'

const DAY = 24 * HOUR
/** When the nightly run begins, after midnight UTC, ms. */
const NIGHTLY = 3 * HOUR
/** How long a step begins with another account, ms, and how many accounts it compares at most. */
const STEP_MS = 15_000
const STEP_ACCOUNTS = 100
/** Reads that one account may take; and after how many a step ends, so that with its last account it stays within what one invocation may ask. */
const ACCOUNT_READS = 200
const STEP_READS = 300
/** What marking an account as begun, and recording it, cost. */
const OWN_READS = 2
/** How long a run is held from the beginning of an account on, ms: more than the reads of one take. */
const CLAIM_MS = 120_000
/** How often an account is begun: one that its step dies of must not hold up all others. */
const BEGINS = 2
/** Differences of one account that are kept. */
const NAMED = 1_000

/** One comparison of all accounts. */
export interface Run {
  id: string
  /** What is older was not compared, UTC ms; 0 for everything. */
  since: number
  startedAt: number
  /** Null while it is under way. */
  finishedAt: number | null
  accounts: number
  /** Accounts whose books moved all the time, of which too much is kept, or whose object could not be asked. */
  skipped: number
  differences: number
}

/** A difference as the last comparison of its account left it. */
export interface SeenDifference extends Difference {
  accountId: string
  accountName: string
  firstSeenAt: number
  lastSeenAt: number
}

/** A run as one who works on it knows it. */
interface Standing extends Run {
  /** The last account behind it. */
  after: string
  /** Until when it is held by who works on it, UTC ms; 0 before that. */
  claim: number
}

/** How many reads are left; what has none left is not compared. */
export interface Reads {
  left: number
}

export interface ReconciliationStore {
  /** Begins a run, unless one is under way. */
  begin(run: { id: string; since: number; startedAt: number }): Promise<void>
  /** The newest run, and the last account that it has behind it. */
  last(): Promise<(Run & { after: string }) | null>
  /** Accounts in the order of their ids; none that is erased. */
  accounts(after: string, limit: number): Promise<{ id: string; tag: string }[]>
  /**
   * Holds the run for the next account's comparison, while nobody else does: how often that account was begun, this time
   * included; null when another holds it, or the run is elsewhere.
   */
  claim(run: Standing, now: number, until: number): Promise<number | null>
  release(run: Standing): Promise<void>
  /**
   * Puts what an account's comparison found in the place of what stood there, null for nothing that could be compared, and
   * moves the run on: one transaction, and only while the run stands at `after`; whether it did.
   */
  record(run: Standing, accountId: string, found: Difference[] | null, now: number): Promise<boolean>
  finish(run: Standing, now: number): Promise<void>
  list(cursor: string | null, limit: number): Promise<Page<SeenDifference>>
}

export interface ReconciliationPorts {
  store: ReconciliationStore
  /** The differences of one account from `since` on; null when it could not be compared. Never throws. */
  compare: (account: { id: string; tag: string }, since: number, reads: Reads) => Promise<Difference[] | null>
  clock: Clock
  ids: Ids
  log: (line: { event: string } & Record<string, unknown>) => void
}

/** What compares the books of all accounts. */
export interface Reconciliation {
  last(): Promise<Run | null>
  differences(cursor: string | null, limit: number): Promise<Page<SeenDifference>>
  /** Begins a run over everything unless one is under way, and goes some steps in it. */
  advance(): Promise<Run>
  /** The minute's share: once a night a run begins, and each minute goes on with it. */
  everyMinute(): Promise<void>
}

/**
 * The verbs over these ports. A run knows the last account behind it, so that whoever comes next goes on, however it was left;
 * of two at once only one works on it, and who died does not hold it for long.
 */
export function makeReconciliation({ store, compare, clock, ids, log }: ReconciliationPorts): Reconciliation {
  async function step(last: Run & { after: string }): Promise<void> {
    const run: Standing = { ...last, claim: 0 }
    try {
      await go(run)
    } finally {
      if (run.claim > 0) await store.release(run)
    }
  }

  async function go(run: Standing): Promise<void> {
    const until = clock() + STEP_MS
    const accounts = await store.accounts(run.after, STEP_ACCOUNTS)
    let spent = 0
    for (const account of accounts) {
      const now = clock()
      const begun = await store.claim(run, now, now + CLAIM_MS)
      if (begun === null) return
      run.claim = now + CLAIM_MS
      const reads = { left: ACCOUNT_READS }
      if (begun > BEGINS)
        log({ event: 'reconciliation.skipped', account: account.id, error: 'its comparison never ends' })
      const found = begun > BEGINS ? null : await compare(account, run.since, reads)
      if (!(await store.record(run, account.id, found?.slice(0, NAMED) ?? null, clock()))) return
      run.after = account.id
      spent += OWN_READS + ACCOUNT_READS - reads.left
      if (clock() >= until || spent >= STEP_READS) return
    }
    if (accounts.length < STEP_ACCOUNTS) await store.finish(run, clock())
  }

  const begin = (since: number) => store.begin({ id: ids('recon'), since, startedAt: clock() })

  return {
    last: store.last,
    differences: store.list,

    async advance() {
      if ((await store.last())?.finishedAt !== null) await begin(0)
      const run = await store.last()
      if (!run) throw new Error('a run that was begun is not there')
      if (run.finishedAt === null) await step(run)
      return (await store.last()) ?? run
    },

    async everyMinute() {
      const now = clock()
      const last = await store.last()
      const tonight = now - (now % DAY) + NIGHTLY
      const isDue = now >= tonight && (last === null || last.startedAt < tonight)
      if (last?.finishedAt !== null && isDue) await begin(sinceLastMonth(now))
      const run = await store.last()
      if (run?.finishedAt === null) await step(run)
    },
  }
}
