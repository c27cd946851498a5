import type { Message } from '../domain/mail.ts'

/** A mail that the local transport kept. */
export interface LocalMail extends Message {
  /** UTC ms. */
  sentAt: number
}

const KEPT = 200
const COLUMNS = 'id, recipient AS "to", subject, html, text, sent_at AS sentAt'

/** Whether a mail of this id was sent before. */
export async function wasSent(d1: D1Database, id: string): Promise<boolean> {
  return (await d1.prepare('SELECT 1 FROM sent_mails WHERE id = ?').bind(id).first()) !== null
}

/** Notes that a mail was sent, and forgets those whose ids sort before `oldest`. */
export async function noteSent(d1: D1Database, id: string, oldest: string): Promise<void> {
  await d1.batch([
    d1.prepare('INSERT INTO sent_mails (id) VALUES (?) ON CONFLICT DO NOTHING').bind(id),
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
