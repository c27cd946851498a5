import type { Message } from '../domain/mail.ts'

/** A mail that the local transport kept. */
export interface LocalMail extends Message {
  /** UTC ms. */
  sentAt: number
}

const KEPT = 200
const COLUMNS = 'id, recipient AS "to", subject, html, text, sent_at AS sentAt'

/** Longer than any transport takes: whoever claimed a mail and died leaves it to others then. */
const CLAIM_MS = 120_000

/**
 * Claims a mail at `now` (UTC ms) for who is about to send it. Of many at once one gets it; the others learn that it was
 * sent, or until when it is claimed.
 */
export async function claimMail(
  d1: D1Database,
  id: string,
  now: number,
): Promise<{ state: 'mine' | 'sent' } | { state: 'claimed'; until: number }> {
  const [claimed, read] = await d1.batch<{ claimed_until: number | null }>([
    d1
      .prepare(
        `INSERT INTO sent_mails (id, claimed_until) VALUES (?1, ?2)
         ON CONFLICT (id) DO UPDATE SET claimed_until = ?2 WHERE claimed_until <= ?3`,
      )
      .bind(id, now + CLAIM_MS, now),
    d1.prepare('SELECT claimed_until FROM sent_mails WHERE id = ?').bind(id),
  ])
  if (claimed?.meta.changes) return { state: 'mine' }
  const until = read?.results[0]?.claimed_until ?? null
  return until === null ? { state: 'sent' } : { state: 'claimed', until }
}

/** Gives a claim back: the mail did not leave. */
export async function releaseMail(d1: D1Database, id: string): Promise<void> {
  await d1.prepare('DELETE FROM sent_mails WHERE id = ? AND claimed_until IS NOT NULL').bind(id).run()
}

/** Notes that a claimed mail was sent, and forgets those whose ids sort before `oldest`. */
export async function noteSent(d1: D1Database, id: string, oldest: string): Promise<void> {
  await d1.batch([
    d1.prepare('UPDATE sent_mails SET claimed_until = NULL WHERE id = ?').bind(id),
    d1.prepare('DELETE FROM sent_mails WHERE id < ?').bind(oldest),
  ])
}

/** Keeps a mail for /dev/mail; of all of them the newest 200. Kept twice, it is one. */
export async function keepLocalMail(d1: D1Database, { id, to, subject, html, text, sentAt }: LocalMail): Promise<void> {
  await d1.batch([
    d1
      .prepare(
        `INSERT INTO local_mails (id, recipient, subject, html, text, sent_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .bind(id, to, subject, html, text, sentAt),
    d1.prepare(
      `DELETE FROM local_mails WHERE id NOT IN (SELECT id FROM local_mails ORDER BY sent_at DESC, id DESC LIMIT ${KEPT})`,
    ),
  ])
}

export interface LocalMails {
  /** All that are kept, newest first. */
  all(): Promise<LocalMail[]>
  one(id: string): Promise<LocalMail | null>
}

/** What /dev/mail reads. */
export const localMails = (d1: D1Database): LocalMails => ({
  async all() {
    const { results } = await d1
      .prepare(`SELECT ${COLUMNS} FROM local_mails ORDER BY sent_at DESC, id DESC`)
      .all<LocalMail>()
    return results
  },
  one: (id) => d1.prepare(`SELECT ${COLUMNS} FROM local_mails WHERE id = ?`).bind(id).first<LocalMail>(),
})
