import { and, asc, desc, eq, gt, gte, inArray, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { ENDED_CODES, type KeyActivityStore, type KeyRequest } from '../domain/keys/activity.ts'
import { ADMITTED } from '../domain/metering/rollup.ts'
import { HOUR, hourOf } from '../domain/periods.ts'
import { holds } from './console/holds.ts'
import type { Database } from './database.ts'
import { KEY_COLUMNS } from './keys.ts'
import { pageOf } from './page.ts'
import { accounts, apiKeys, gatewayRoutes, meterMarks, usageHourly } from './schema.ts'

const namesOf = (routes: { id: string; name: string }[]) => Object.fromEntries(routes.map(({ id, name }) => [id, name]))

function fits(status: KeyRequest['status'], now: number): SQL | undefined {
  const lasts = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now))
  if (status === 'revoked') return eq(apiKeys.status, 'revoked')
  if (status === 'expired') return and(ne(apiKeys.status, 'revoked'), lte(apiKeys.expiresAt, now))
  if (status === 'usable') return and(ne(apiKeys.status, 'revoked'), lasts)
  return status === '' ? undefined : and(eq(apiKeys.status, status), lasts)
}

/** The order of a list, its last column the id, and where it goes on after the cursor. */
function orderOf({ sort, cursor }: KeyRequest, accountId: string): { by: SQL[]; from: SQL | undefined } {
  const start = (columns: string) =>
    sql`(SELECT ${sql.raw(columns)} FROM api_keys c WHERE c.id = ${cursor} AND c.account_id = ${accountId})`
  const name = sql`lower(${apiKeys.name})`
  const used = sql`coalesce(${apiKeys.lastCallAt}, 0)`
  const { id } = apiKeys
  if (sort === 'name') {
    return {
      by: [asc(name), asc(id)],
      from: cursor ? sql`(${name}, ${id}) > ${start('lower(c.name), c.id')}` : undefined,
    }
  }
  if (sort === 'used') {
    const from = cursor ? sql`(${used}, ${id}) < ${start('coalesce(c.last_call_at, 0), c.id')}` : undefined
    return { by: [desc(used), desc(id)], from }
  }
  return { by: [desc(id)], from: cursor ? sql`${id} < ${cursor}` : undefined }
}

/** Keys with their use, by account: a page of them is one query, whatever its length. */
export const keyActivityStore = (db: Database): KeyActivityStore => {
  const mark = (accountId: string) =>
    db.select({ seq: meterMarks.seq }).from(meterMarks).where(eq(meterMarks.accountId, accountId))
  const routes = db.select({ id: gatewayRoutes.id, name: gatewayRoutes.name }).from(gatewayRoutes)

  return {
    async list(accountId, request, now, monthStart) {
      const { search, status, limit } = request
      const { by, from } = orderOf(request, accountId)
      const used = db
        .select({ keyId: usageHourly.keyId, calls: sql<number>`sum(${usageHourly.calls})`.as('month_calls') })
        .from(usageHourly)
        .where(
          and(
            eq(usageHourly.accountId, accountId),
            gte(usageHourly.hour, monthStart),
            inArray(usageHourly.outcome, ADMITTED),
          ),
        )
        .groupBy(usageHourly.keyId)
        .as('used')
      const { id, hint, name, note, environment } = apiKeys
      const [marks, rows, names] = await db.batch([
        mark(accountId),
        db
          .select({ ...KEY_COLUMNS, lastCall: apiKeys.lastCall, calls: sql<number>`coalesce(${used.calls}, 0)` })
          .from(apiKeys)
          .leftJoin(used, eq(used.keyId, apiKeys.id))
          .where(
            and(
              eq(apiKeys.accountId, accountId),
              fits(status, now),
              search ? or(...[name, note, environment, hint, id].map((column) => holds(column, search))) : undefined,
              from,
            ),
          )
          .orderBy(...by)
          .limit(limit + 1),
        routes,
      ])
      return { mark: marks[0]?.seq ?? 0, page: pageOf(rows, request), routeNames: namesOf(names) }
    },

    async use(accountId, keyId, since) {
      const next = hourOf(since) + HOUR
      const admitted = sql.raw(ADMITTED.map((outcome) => `'${outcome}'`).join())
      const over = sql.raw(ENDED_CODES.map((code) => `'${code}'`).join())
      const hourly = sql`usage_hourly u WHERE u.account_id = ${accountId} AND u.key_id = ${keyId}`
      const [marks, keys, sums, names] = await db.batch([
        mark(accountId),
        db
          .select({ lastCall: apiKeys.lastCall })
          .from(apiKeys)
          .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.id, keyId))),
        db
          .select({
            // Hours have sums. Of the hour that `since` cuts, the calls themselves are counted, save those that ran for an hour.
            admitted: sql<number>`
              (SELECT coalesce(sum(u.calls), 0) FROM ${hourly} AND u.hour >= ${next} AND u.outcome IN (${admitted}))
              + (SELECT count(*) FROM calls c, json_each(c.body) j WHERE c.account_id = ${accountId}
                AND c.at >= ${since} AND c.at < ${next + HOUR} AND j.value ->> 'keyId' = ${keyId}
                AND j.value ->> 'at' >= ${since} AND j.value ->> 'at' < ${next} AND j.value ->> 'outcome' IN (${admitted}))`,
            refused: sql<number>`
              (SELECT coalesce(sum(u.calls), 0) FROM ${hourly} AND u.hour >= ${hourOf(since)} AND u.outcome IN (${over}))`,
          })
          .from(accounts)
          .where(eq(accounts.id, accountId)),
        routes,
      ])
      return {
        mark: marks[0]?.seq ?? 0,
        lastCall: keys[0]?.lastCall ?? null,
        admitted: sums[0]?.admitted ?? 0,
        refused: sums[0]?.refused ?? 0,
        routeNames: namesOf(names),
      }
    },
  }
}
