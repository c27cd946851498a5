import type { Owner } from '../account/account.ts'
import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import { hashKey, isMinted, readTag, withoutKeys } from '../keys/format.ts'
import { LEAK_GRACE, type LeakResponse } from './leak.ts'
import type { Finding, LeakedKey, Leaks } from './leaks.ts'

/** Accounts that are seen to at once. */
const AT_ONCE = 5
const MOST_URL = 1_000
const MOST_SOURCE = 64

/** A key that was found, and whether there is something to do about it yet. */
export interface FoundKey {
  id: string
  hash: string
  isOpen: boolean
  account: { id: string; tag: string; name: string }
}

/** A report of one key, with ids for the events that it may be worth. */
export interface LeakReport {
  keyId: string
  url: string
  source: string
  leakedId: string
  revokedId: string
}

/** Keeps what was found. What is done about a key, its events, the account's revision and the note to its meter: one transaction. */
export interface LeakStore {
  findByHash(hashes: string[], now: number): Promise<FoundKey[]>
  /** Does with those of an account's keys that still work, and of which nothing is known yet, what it chose; with which it was done. */
  record(accountId: string, reports: LeakReport[], at: number, endsAt: number): Promise<Omit<LeakedKey, 'account'>[]>
  readers(accountId: string): Promise<Owner[]>
  choose(accountId: string, response: LeakResponse, event: AuditEvent): Promise<void>
}

export interface LeakPorts {
  store: LeakStore
  /** Puts the account's saved changes in force; false when that must wait. */
  push: (account: { id: string; tag: string }) => Promise<boolean>
  clock: Clock
  ids: Ids
  prefix: string
  /** Newest first. */
  secrets: readonly string[]
}

// A scanner's words go into pages, mails and the audit log: one line, no key, which a URL may hold, and nothing unseen, which
// turns text around, or stood between the parts of a key. Cut between characters, never within one.
const told = (text: string, most: number): string => {
  const seen = text.replace(/[\p{Cf}\p{Cs}]+/gu, '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  return [...withoutKeys(seen)].slice(0, most).join('')
}

/** The verbs about keys that were found in public. */
export function makeLeaks({ store, push, clock, ids, prefix, secrets }: LeakPorts): Leaks {
  const reportOf = (keyId: string, { url, source }: Finding): LeakReport => ({
    keyId,
    url: told(url, MOST_URL),
    source: told(source, MOST_SOURCE),
    leakedId: ids('evt'),
    revokedId: ids('evt'),
  })

  async function see(
    account: FoundKey['account'],
    reports: LeakReport[],
    tell: (key: LeakedKey) => void,
  ): Promise<void> {
    const at = clock()
    const done = await store.record(account.id, reports, at, at + LEAK_GRACE)
    if (done.length > 0) await push(account)
    for (const key of done) tell({ ...key, account: { id: account.id, name: account.name } })
  }

  return {
    async report(findings, tell) {
      const hashes = findings.map(({ token }) =>
        readTag(token, prefix) !== null && isMinted(token, prefix, secrets) ? hashKey(token) : null,
      )
      const minted = [...new Set(hashes.filter((hash) => hash !== null))]
      const known = minted.length === 0 ? [] : await store.findByHash(minted, clock())
      const open = known.filter(({ isOpen }) => isOpen)
      const accounts = [...Map.groupBy(open, ({ account }) => account.id).values()]
      const failures: unknown[] = []
      for (let i = 0; i < accounts.length; i += AT_ONCE) {
        const seen = accounts.slice(i, i + AT_ONCE).flatMap((keys) => {
          const reports = keys.flatMap(({ id, hash }) => {
            const finding = findings[hashes.indexOf(hash)]
            return finding ? [reportOf(id, finding)] : []
          })
          return keys[0] ? [see(keys[0].account, reports, tell)] : []
        })
        for (const one of await Promise.allSettled(seen)) if (one.status === 'rejected') failures.push(one.reason)
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not every leaked key was seen to')
      const keys = new Set<string | null>(known.map(({ hash }) => hash))
      return hashes.map((hash) => keys.has(hash))
    },

    readers: store.readers,

    async choose({ user, account }, response, { address }) {
      await store.choose(account.id, response, {
        id: ids('evt'),
        at: clock(),
        actorId: user.id,
        accountId: account.id,
        action: 'account.leak_response_changed',
        target: account.id,
        detail: { before: { leak_response: account.leakResponse }, after: { leak_response: response } },
        address,
      })
    },
  }
}
