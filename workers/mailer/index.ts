import { WorkerEntrypoint } from 'cloudflare:workers'
import { type Mail, type MailerFace, requestIdOf, type Sending } from '../../src/domain/mail.ts'
import { logOf } from '../../src/platform/log.ts'
import { consume } from './consume.ts'
import { deliverMail, sendingOf } from './deliver.ts'
import type { MailerEnv } from './env.ts'
import { http } from './http.ts'
import { readMail } from './mail-input.ts'

/** Sends mail by RPC, for whoever must know what became of it. Everything else goes through the queue. */
export class Mailer extends WorkerEntrypoint<MailerEnv> implements MailerFace {
  async send(mail: Mail): Promise<Sending> {
    return sendingOf(async () => deliverMail(this.env, readMail(mail)), logOf(requestIdOf(mail)))
  }
}

/** Sends mail, and alone holds what it takes. */
export default {
  fetch: (request, env, ctx) => http.fetch(request, env, ctx),
  queue: (batch, env) => consume(env, batch),
} satisfies ExportedHandler<MailerEnv>
