import { billRows, type Plant } from './bill-rows.fixture.ts'
import { bindings } from './visitor.fixture.ts'

export { usualLines } from './bill-rows.fixture.ts'

let made = 0

export interface Planted {
  id: string
  /** 0 of a draft. */
  number: number
  totalMinor: number
}

/** A bill as closing a month leaves it, with the next number. Its lines are the usual ones unless told, of the whole month. */
export async function plantBill(plant: Plant): Promise<Planted> {
  const { DB } = bindings
  made += 1
  const id = `bill_planted${made}`
  const { statements, totalMinor } = billRows(id, plant)
  await DB.batch(statements.map(({ query, values }) => DB.prepare(query).bind(...values)))
  const row = await DB.prepare('SELECT number FROM bills WHERE id = ?').bind(id).first<{ number: number | null }>()
  return { id, number: row?.number ?? 0, totalMinor }
}
