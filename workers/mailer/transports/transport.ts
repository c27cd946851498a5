import type { Message } from '../../../src/domain/mail.ts'

/** Hands one message on. Throws Permanent or Temporary; anything else it throws counts as temporary. */
export interface Transport {
  send(message: Message): Promise<void>
}

/** Another try would end the same. Its text holds no secret: operators read it. */
export class Permanent extends Error {
  override name = 'Permanent'
}

/** Another try may do. `retryAfterSeconds` is what the other side asked for, null when it said nothing. */
export class Temporary extends Error {
  override name = 'Temporary'
  readonly retryAfterSeconds: number | null

  constructor(message: string, retryAfterSeconds: number | null = null) {
    super(message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
