import type { Mail } from '../domain/mail.ts'

/** Hands a mail to the mailer's queue, which tries until it is sent or stands among the failed jobs. */
export async function postMail(queue: Queue<Mail>, mail: Mail): Promise<void> {
  await queue.send(mail)
}
