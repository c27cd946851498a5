import { eq } from 'drizzle-orm'
import { failed, ok } from '../domain/failures.ts'
import type { ProfileStore } from '../domain/people/profile.ts'
import { recordEvent } from './audit.ts'
import type { Database } from './database.ts'
import { users } from './schema.ts'
import { violates } from './violations.ts'

/** Users' own settings in D1. The unique index decides who gets a name. */
export const profileStore = (db: Database): ProfileStore => ({
  async changeProfile(userId, change, event) {
    try {
      await db.batch([db.update(users).set(change).where(eq(users.id, userId)), recordEvent(db, event)])
      return ok(null)
    } catch (error) {
      if (violates(error, 'users.username')) return failed('USERNAME_TAKEN', [{ field: 'username', problem: 'taken' }])
      throw error
    }
  },
})
