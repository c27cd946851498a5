import type { DeliveryPorts } from '../../domain/operating/delivery.ts'

/** Packed rows that are looked through: an account under load has many among the newest. */
const PACKS = 1_000

/** The accounts whose calls D1 took last, newest first. */
export const recentAccounts =
  (d1: D1Database): DeliveryPorts['recent'] =>
  async (limit) => {
    const { results } = await d1
      .prepare(
        `SELECT a.id, a.name, a.tag, m.flushed_at AS deliveredAt
         FROM (SELECT account_id, max(at) AS newest FROM (SELECT account_id, at FROM calls ORDER BY at DESC LIMIT ?1)
           GROUP BY account_id ORDER BY newest DESC LIMIT ?2) c
         JOIN accounts a ON a.id = c.account_id JOIN meter_marks m ON m.account_id = a.id`,
      )
      .bind(PACKS, limit)
      .all<{ id: string; name: string; tag: string; deliveredAt: number }>()
    return results
  }
