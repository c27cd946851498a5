import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { billRows, type Plant } from '../../src/app/bill-rows.fixture.ts'
import { freshName } from './journey.ts'

const FOLDER = join(process.env.TOLLGATE_STATE_DIR ?? '.wrangler/state', 'v3/d1/miniflare-D1DatabaseObject')

/** The running service's D1, beside the service. */
function withDatabase<T>(use: (db: DatabaseSync) => T): T {
  const [file] = readdirSync(FOLDER).filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
  const db = new DatabaseSync(join(FOLDER, file ?? ''))
  try {
    db.exec('PRAGMA busy_timeout = 5000')
    return use(db)
  } finally {
    db.close()
  }
}

/** Months are closed once they are over: a journey that cannot wait plants what closing leaves. The bill's id. */
export function plantBillFor(username: string, plant: Omit<Plant, 'accountId'> = {}): string {
  const id = freshName('bill_planted').replaceAll('-', '')
  withDatabase((db) => {
    const account = db.prepare('SELECT id FROM accounts WHERE name = ?').get(username)
    const { statements } = billRows(id, { ...plant, accountId: String(account?.id) })
    for (const { query, values } of statements) db.prepare(query).run(...values)
  })
  return id
}

/** Takes every bill away that was planted: nobody counted what they are about, which a comparison of all books says. */
export function uprootBills(): void {
  withDatabase((db) => {
    const planted = "SELECT id FROM bills WHERE id LIKE 'bill\\_planted%' ESCAPE '\\'"
    db.exec(`DELETE FROM refunds WHERE payment_id IN (SELECT id FROM payments WHERE bill_id IN (${planted}))`)
    for (const table of [
      'payments',
      'vouchers',
      'checkouts',
      'credit_notes',
      'bill_notices',
      'call_refunds',
      'bill_lines',
    ])
      db.exec(`DELETE FROM ${table} WHERE bill_id IN (${planted})`)
    db.exec(`DELETE FROM bills WHERE id IN (${planted})`)
  })
}
