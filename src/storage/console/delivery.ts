import type { DeliveryPorts } from '../../domain/operating/delivery.ts'

/** Packed rows that are looked through: an account under load has many among the newest. */
const PACKS = 1_000
/** Marks that are looked through: one an account, so that few services have more. */
const MARKS = 100_000
const DAY = 86_400_000

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

/** Accounts that delivered in the 24 hours before `since` and not after: half of them who stopped last, the rest by chance. */
export const quietAccounts =
  (d1: D1Database): DeliveryPorts['quiet'] =>
  async (since, limit) => {
    const { results } = await d1
      .prepare(
        `SELECT a.id, a.name, a.tag, m.flushed_at AS deliveredAt
         FROM (SELECT account_id, flushed_at, row_number() OVER (ORDER BY flushed_at DESC) AS place
           FROM (SELECT account_id, flushed_at FROM meter_marks ORDER BY account_id DESC LIMIT ?3)
           WHERE flushed_at >= ?1 - ${DAY} AND flushed_at < ?1) m
         JOIN accounts a ON a.id = m.account_id WHERE a.erased_at IS NULL ORDER BY place > ?2 / 2, random() LIMIT ?2`,
      )
      .bind(since, limit, MARKS)
      .all<{ id: string; name: string; tag: string; deliveredAt: number }>()
    return results
  }
