import type { AuditEvent } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { ok, type Result } from '../failures.ts'
import type { Ids } from '../ids.ts'
import type { Origin, Session, User } from './people.ts'

/** What a user says of themselves, and how they want pages and mails. */
export type ProfileChange = Partial<Pick<User, 'username' | 'locale' | 'timeZone' | 'theme' | 'notifications'>>

export interface ProfileStore {
  /** The changes and their event in one transaction, or USERNAME_TAKEN and nothing. */
  changeProfile(userId: string, change: ProfileChange, event: AuditEvent): Promise<Result<null>>
}

export interface Profile {
  /** Changes what is named, and records what differs. USERNAME_TAKEN. */
  change(session: Session, change: ProfileChange, origin: Origin): Promise<Result<User>>
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The verb about a user's own profile over these ports. */
export function makeProfile({ store, clock, ids }: { store: ProfileStore; clock: Clock; ids: Ids }): Profile {
  return {
    async change({ user, account }, change, { address }) {
      const names = Object.keys(change) as (keyof ProfileChange)[]
      const changed = names.filter((name) => !isSame(change[name], user[name]))
      if (changed.length === 0) return ok(user)
      const of = (from: ProfileChange) => Object.fromEntries(changed.map((name) => [name, from[name]]))
      const saved = await store.changeProfile(user.id, of(change), {
        id: ids('evt'),
        at: clock(),
        actorId: user.id,
        accountId: account.id,
        action: 'user.settings_changed',
        target: user.id,
        detail: { before: of(user), after: of(change) },
        address,
      })
      return saved.ok ? ok({ ...user, ...change }) : saved
    },
  }
}
