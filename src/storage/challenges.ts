import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import type { FactorStore } from '../domain/people/factors/store.ts'
import type { Database } from './database.ts'
import { passkeyChallenges } from './schema.ts'

/** Challenges of passkeys in D1: spent is deleted. */
export function challengeStore(db: Database): Pick<FactorStore, 'addChallenge' | 'spendChallenge'> {
  const { challengeHash, boundTo, purpose, expiresAt } = passkeyChallenges
  return {
    async addChallenge(challenge, end) {
      await db.batch([
        db.delete(passkeyChallenges).where(and(eq(boundTo, challenge.boundTo), eq(purpose, challenge.purpose))),
        db.insert(passkeyChallenges).values({
          challengeHash: challenge.hash,
          boundTo: challenge.boundTo,
          purpose: challenge.purpose,
          expiresAt: end,
        }),
      ])
    },

    async spendChallenge(challenge, now) {
      const spent = await db
        .delete(passkeyChallenges)
        .where(
          and(
            eq(challengeHash, challenge.hash),
            eq(boundTo, challenge.boundTo),
            eq(purpose, challenge.purpose),
            gt(expiresAt, now),
          ),
        )
      return spent.meta.changes > 0
    },
  }
}

/** Deletes up to `limit` challenges whose time is over at `now` (UTC ms); how many there were. */
export async function deleteEndedChallenges(db: Database, now: number, limit: number): Promise<number> {
  const { challengeHash, expiresAt } = passkeyChallenges
  const lot = db.select({ challengeHash }).from(passkeyChallenges).where(lte(expiresAt, now)).limit(limit)
  const gone = await db.delete(passkeyChallenges).where(inArray(challengeHash, lot))
  return gone.meta.changes
}
