import { asc, sql } from 'drizzle-orm'
import type { Plans } from '../domain/plans/plans.ts'
import type { Database } from './database.ts'
import { planColumns } from './rows.ts'
import { plans } from './schema.ts'

/** Plans in D1. */
export const planStore = (db: Database): Plans => ({
  onSale: () =>
    db
      .select(planColumns)
      .from(plans)
      .where(sql`${plans.version} = (SELECT max(p.version) FROM plans p WHERE p.key = ${plans.key})`)
      .orderBy(asc(plans.priceMinor), asc(plans.key)),
})
